import { copyFile, type FileHandle, mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { freeBoxHeader } from "./free-box-header";
import { mediaFile } from "./media-file";
import { pseudoRandomBlocks } from "./pseudo-random-blocks";

/** What `makeLargeVideo` needs to know. */
export interface LargeVideoOptions {
  /** Exact size of the file: the size of `vertical-h264-aac.mp4`, or at least 8 bytes more. */
  sizeBytes: number;
  /** Where to put it; made when absent. The file is named `video-<sizeBytes>-<content>.mp4`. */
  directory: string;
  /**
   * What fills the file: `sparse` (default) is zeros that take no disk space and no time;
   * `random` is seeded bytes, so that a swapped or repeated chunk changes the digest.
   */
  content?: "sparse" | "random";
  /** Seed of the `random` content; the same seed and size give the same bytes. */
  seed?: string;
}

/** A video made at run time. */
export interface LargeVideo {
  path: string;
  sizeBytes: number;
  type: "video/mp4";
}

/**
 * Makes a valid, playable MP4 of exactly the asked size, 4 GiB and more included, without ffmpeg:
 * `vertical-h264-aac.mp4` followed by one `free` box that players skip.
 *
 * @throws RangeError when no such file exists, because the size is below that of the video
 * or leaves fewer than 8 bytes for the box.
 */
export async function makeLargeVideo(options: LargeVideoOptions): Promise<LargeVideo> {
  const { sizeBytes, directory, content = "sparse", seed = "upload-post" } = options;
  const base = mediaFile("vertical-h264-aac.mp4");
  const boxBytes = sizeBytes - base.sizeBytes;
  if (!Number.isSafeInteger(sizeBytes) || boxBytes < 0 || (boxBytes > 0 && boxBytes < 8)) {
    throw new RangeError(
      `A video of ${sizeBytes} bytes cannot be made: ask for ${base.sizeBytes} bytes, or ${base.sizeBytes + 8} and more.`,
    );
  }

  await mkdir(directory, { recursive: true });
  const path = join(directory, `video-${sizeBytes}-${content}.mp4`);
  await copyFile(base.path, path);
  if (boxBytes > 0) {
    const file = await open(path, "r+");
    try {
      await appendFreeBox(file, base.sizeBytes, boxBytes, content === "random" ? seed : null);
    } finally {
      await file.close();
    }
  }
  return { path, sizeBytes, type: "video/mp4" };
}

/** Writes the box at `start`; without a seed its content stays a hole in the file. */
async function appendFreeBox(
  file: FileHandle,
  start: number,
  boxBytes: number,
  seed: string | null,
): Promise<void> {
  const header = freeBoxHeader(boxBytes);
  let position = start;
  await file.write(header, 0, header.length, position);
  position += header.length;
  if (seed === null) {
    await file.truncate(start + boxBytes);
    return;
  }
  for (const block of pseudoRandomBlocks(seed, boxBytes - header.length)) {
    await file.write(block, 0, block.length, position);
    position += block.length;
  }
}
