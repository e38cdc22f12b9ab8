import type { FileHandle } from "node:fs/promises";
import type { ByteRange, MediaReader } from "@upload-post/core/connector";

/** Reads a range of an open file into the reader's own buffers. Owns the file. */
export function openFileRange(file: FileHandle, range: ByteRange): MediaReader {
  const endBytes = range.offsetBytes + range.lengthBytes;
  let positionBytes = range.offsetBytes;
  let closing: Promise<void> | null = null;
  return {
    async read(target) {
      const wanted = Math.min(target.byteLength, endBytes - positionBytes);
      if (wanted <= 0) return 0;
      const { bytesRead } = await file.read(target, 0, wanted, positionBytes);
      positionBytes += bytesRead;
      return bytesRead;
    },
    close() {
      closing ??= file.close();
      return closing;
    },
  };
}
