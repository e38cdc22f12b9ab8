import type { ByteRange, MediaReader } from "@upload-post/core/connector";
import type { FileVersion, MediaStorage } from "./media-storage";

/**
 * Reads a range of a finished file into memory; fewer bytes only at the end of the file. For small ranges.
 *
 * @throws StoredFileMissingError
 */
export async function readStoredRange(
  storage: MediaStorage,
  file: FileVersion,
  range: ByteRange,
): Promise<Buffer> {
  return await readStoredRangeFrom(await storage.open(file, range), range.lengthBytes);
}

/** Reads all that a reader has, up to a length, and closes it. */
export async function readStoredRangeFrom(
  reader: MediaReader,
  lengthBytes: number,
): Promise<Buffer> {
  try {
    const buffer = Buffer.alloc(lengthBytes);
    let filled = 0;
    for (;;) {
      const count = await reader.read(buffer.subarray(filled));
      if (count === 0) return buffer.subarray(0, filled);
      filled += count;
    }
  } finally {
    await reader.close();
  }
}
