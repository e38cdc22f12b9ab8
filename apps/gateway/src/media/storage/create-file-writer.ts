import type { FileHandle } from "node:fs/promises";
import { needingRoom } from "./file-errors";
import type { MediaWriter } from "./media-storage";

/** Appends to an open file from its end on. Owns the file. */
export function createFileWriter(file: FileHandle, offsetBytes: number): MediaWriter {
  let positionBytes = offsetBytes;
  let closing: Promise<void> | null = null;
  return {
    async append(chunks) {
      let rest = chunks;
      while (rest.length > 0) {
        const { bytesWritten } = await needingRoom(file.writev([...rest], positionBytes));
        positionBytes += bytesWritten;
        rest = afterBytes(rest, bytesWritten);
      }
    },
    storedBytes: () => positionBytes,
    flush: () => needingRoom(file.datasync()),
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
