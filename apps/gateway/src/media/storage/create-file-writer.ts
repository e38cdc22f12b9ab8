import type { FileHandle } from "node:fs/promises";
import type { MediaWriter } from "./media-storage";

/** Appends to an open file from a position on; what lies behind it is overwritten. Owns the file. */
export async function createFileWriter(
  file: FileHandle,
  offsetBytes: number,
): Promise<MediaWriter> {
  // A write that was cut off may have left bytes behind the offset that nobody was told about.
  await file.truncate(offsetBytes);
  let positionBytes = offsetBytes;
  let closing: Promise<void> | null = null;
  return {
    async append(chunks) {
      let rest = chunks;
      while (rest.length > 0) {
        const { bytesWritten } = await file.writev([...rest], positionBytes);
        positionBytes += bytesWritten;
        rest = afterBytes(rest, bytesWritten);
      }
    },
    close() {
      closing ??= file.close();
      return closing;
    },
  };
}

/** What a write that came back early has left to do. */
function afterBytes(chunks: readonly Uint8Array[], bytesWritten: number): readonly Uint8Array[] {
  let left = bytesWritten;
  for (const [index, chunk] of chunks.entries()) {
    if (left < chunk.byteLength) return [chunk.subarray(left), ...chunks.slice(index + 1)];
    left -= chunk.byteLength;
  }
  return [];
}
