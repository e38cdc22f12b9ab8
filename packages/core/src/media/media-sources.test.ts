import { createHash } from "node:crypto";
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { byteRequest } from "../../test/byte-request";
import { startLoopbackServer } from "../../test/loopback-server";
import { pseudoRandomBytes } from "../../test/pseudo-random-bytes";
import type { ByteRange, MediaSource } from "../connector";
import { createNodeByteSender } from "../transfer";
import { createBytesMediaSource } from "./create-bytes-media-source";
import { createFileMediaSource } from "./create-file-media-source";

const bytes = pseudoRandomBytes(300_001);
const signal = new AbortController().signal;
let directory = "";

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "upload-post-media-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function fileWith(name: string, content: Uint8Array): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, content);
  return path;
}

/** Reads a range with a buffer of `bufferBytes`, to its end. */
async function readAll(source: MediaSource, range: ByteRange, bufferBytes = 4_096) {
  const reader = await source.open(range, signal);
  const chunks: Buffer[] = [];
  const buffer = new Uint8Array(bufferBytes);
  for (;;) {
    const lengthBytes = await reader.read(buffer);
    if (lengthBytes === 0) break;
    chunks.push(Buffer.from(buffer.subarray(0, lengthBytes)));
  }
  await reader.close();
  await reader.close();
  return Buffer.concat(chunks);
}

const sources: readonly [string, () => Promise<MediaSource>][] = [
  ["bytes in memory", async () => createBytesMediaSource({ bytes, type: "video/mp4" })],
  [
    "a file",
    async () =>
      createFileMediaSource({ path: await fileWith("whole.mp4", bytes), type: "video/mp4" }),
  ],
];

describe.each(sources)("media from %s", (_, create) => {
  it("knows its size, digest and kind", async () => {
    const { facts } = await create();

    expect(facts).toEqual({
      kind: "video",
      sizeBytes: bytes.byteLength,
      sha256: createHash("sha256").update(bytes).digest("hex"),
      type: "video/mp4",
      video: null,
      image: null,
    });
  });

  it("gives the exact bytes of any range, whatever the buffer", async () => {
    const source = await create();
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: bytes.byteLength }),
        fc.integer({ min: 0, max: 50_000 }),
        fc.integer({ min: 1, max: 9_000 }),
        async (offsetBytes, wanted, bufferBytes) => {
          const lengthBytes = Math.min(wanted, bytes.byteLength - offsetBytes);
          const read = await readAll(source, { offsetBytes, lengthBytes }, bufferBytes);
          expect(read.equals(bytes.subarray(offsetBytes, offsetBytes + lengthBytes))).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("serves many ranges at a time", async () => {
    const source = await create();
    const ranges = Array.from({ length: 20 }, (_, index) => ({
      offsetBytes: index * 15_000,
      lengthBytes: 15_000,
    }));

    const parts = await Promise.all(ranges.map((range) => readAll(source, range, 1_000)));

    expect(Buffer.concat(parts).equals(bytes.subarray(0, 300_000))).toBe(true);
  });

  it("ends at the end of the media, not of the range", async () => {
    const source = await create();

    const read = await readAll(source, { offsetBytes: bytes.byteLength - 5, lengthBytes: 100 });

    expect(read.equals(bytes.subarray(-5))).toBe(true);
  });
});

describe("media that cannot be posted", () => {
  it("is refused when it is empty", async () => {
    expect(() => createBytesMediaSource({ bytes: new Uint8Array(0), type: "image/png" })).toThrow(
      "empty",
    );
    await expect(
      createFileMediaSource({
        path: await fileWith("empty.mp4", new Uint8Array(0)),
        type: "video/mp4",
      }),
    ).rejects.toMatchObject({ code: "media_rejected", rule: "empty" });
  });

  it("is told when the file has gone, without its path", async () => {
    const path = await fileWith("canary-gone.mp4", bytes);
    const source = await createFileMediaSource({ path, type: "video/mp4" });
    await rm(path);

    const opening = source.open({ offsetBytes: 0, lengthBytes: 10 }, signal);

    await expect(opening).rejects.toMatchObject({ code: "media_rejected", rule: "source_gone" });
    await expect(opening).rejects.not.toThrow("canary");
  });

  it("is told when the file never was there", async () => {
    const path = join(directory, "never.mp4");
    await expect(createFileMediaSource({ path, type: "video/mp4" })).rejects.toThrow();
  });

  it("is told when the file has shrunk while it was sent", async () => {
    const path = await fileWith("shrinking.mp4", pseudoRandomBytes(5_000_000));
    const source = await createFileMediaSource({ path, type: "video/mp4" });
    await truncate(path, 3_000_000);
    const server = await startLoopbackServer((request) => {
      request.on("error", () => undefined);
      request.resume();
    });
    const sender = createNodeByteSender({ idleTimeoutMs: 5_000 });

    const sending = sender.send(
      byteRequest(server.origin, pseudoRandomBytes(1), {
        source,
        range: { offsetBytes: 0, lengthBytes: 5_000_000 },
      }),
    );

    await expect(sending).rejects.toMatchObject({
      code: "media_rejected",
      rule: "source_changed",
      message: expect.stringContaining("2000000 bytes before"),
    });
    sender.close();
    await server.close();
  });

  it("keeps the digest it was given, and what probing found", async () => {
    const path = await fileWith("given.jpg", bytes);
    const image = { widthPixels: 10, heightPixels: 20 };

    const { facts } = await createFileMediaSource({
      path,
      type: "image/jpeg",
      sha256: "ab".repeat(32),
      image,
    });

    expect(facts).toMatchObject({ kind: "image", sha256: "ab".repeat(32), image, video: null });
  });
});
