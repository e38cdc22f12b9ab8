import type { ByteRange } from "@upload-post/core/connector";
import type { MediaStorage } from "./media-storage";

/**
 * Reads a range of a finished file into memory; fewer bytes only at the end of the file. For small ranges.
 *
 * @throws StoredFileMissingError
 */
export async function readStoredRange(
  storage: MediaStorage,
  id: string,
  range: ByteRange,
): Promise<Buffer> {
  const reader = await storage.open(id, range);
  try {
    const buffer = Buffer.alloc(range.lengthBytes);
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
