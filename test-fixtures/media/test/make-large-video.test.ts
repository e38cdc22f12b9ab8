import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeLargeVideo, mediaFile } from "../src/index";
import { probeVideo } from "./probe-video";

const base = mediaFile("vertical-h264-aac.mp4");
const gibibyte = 1024 ** 3;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "large-video-"));
});
afterAll(async () => {
  await rm(directory, { recursive: true });
});

async function digest(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const block of createReadStream(path)) hash.update(block);
  return hash.digest("hex");
}

describe("makeLargeVideo", () => {
  it.each([
    base.sizeBytes,
    base.sizeBytes + 8,
    base.sizeBytes + 9,
    64_000_001,
    base.sizeBytes + 0xffff_ffff,
    base.sizeBytes + 0xffff_ffff + 1,
    4 * gibibyte,
    5 * gibibyte + 1,
  ])("makes a readable video of exactly %i bytes", async (sizeBytes) => {
    const video = await makeLargeVideo({ sizeBytes, directory });

    expect((await stat(video.path)).size).toBe(sizeBytes);
    expect(await probeVideo(video.path)).toEqual(await probeVideo(base.path));
  });

  it("takes next to no disk space when sparse", async () => {
    const { path } = await makeLargeVideo({ sizeBytes: 2 * gibibyte, directory });

    expect((await stat(path)).blocks * 512).toBeLessThan(2 * base.sizeBytes);
  });

  it("repeats random content for a seed and changes it with the seed", async () => {
    const make = (seed: string) =>
      makeLargeVideo({
        sizeBytes: 5_000_003,
        directory: join(directory, seed),
        content: "random",
        seed,
      });
    const first = await digest((await make("one")).path);
    const again = await digest((await make("one")).path);
    const other = await digest((await make("two")).path);

    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it("fills a random video to its end with bytes that repeat nowhere", async () => {
    const { path } = await makeLargeVideo({ sizeBytes: 8_000_000, directory, content: "random" });

    const megabytes = new Set<string>();
    for await (const block of createReadStream(path, { highWaterMark: 1_000_000 })) {
      megabytes.add(createHash("sha256").update(block).digest("hex"));
    }

    expect(megabytes.size).toBe(8);
    expect(await probeVideo(path)).toEqual(await probeVideo(base.path));
  });

  it.each([0, -1, 1.5, base.sizeBytes - 1, base.sizeBytes + 1, base.sizeBytes + 7])(
    "refuses %d bytes and names the sizes that work",
    async (sizeBytes) => {
      await expect(makeLargeVideo({ sizeBytes, directory })).rejects.toThrow(
        `ask for ${base.sizeBytes} bytes, or ${base.sizeBytes + 8} and more`,
      );
    },
  );
});
