import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { rm, stat } from "node:fs/promises";
import type { ReceivedMedia } from "../publish/publish-task";
import type { World } from "../world/world";

// Large reads: hashing a 4 GiB file should cost little but the hash.
const READ_BYTES = 1 << 20;

/** Measures and digests files that arrived, from the bytes as they lie on disk. */
export async function receiveMedia(
  world: World,
  paths: readonly string[],
): Promise<ReceivedMedia[]> {
  const media: ReceivedMedia[] = [];
  for (const path of paths) {
    if (world.signal.aborted) {
      return media;
    }
    const { size } = await stat(path);
    media.push({ path, sizeBytes: size, sha256: await digestFile(path) });
  }
  return media;
}

/** Removes files when the sandbox keeps only their digests. */
export async function discardMedia(world: World, paths: readonly string[]): Promise<void> {
  if (!world.switches.keepMedia) {
    await Promise.all(paths.map((path) => rm(path, { force: true })));
  }
}

async function digestFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const bytes of createReadStream(path, { highWaterMark: READ_BYTES })) {
    hash.update(bytes);
  }
  return hash.digest("hex");
}
