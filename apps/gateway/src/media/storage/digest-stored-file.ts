import { createHash } from "node:crypto";
import type { FileVersion, MediaStorage } from "./media-storage";

const BUFFER_BYTES = 1024 * 1024;

/**
 * Reads a whole finished file and computes its SHA-256, in lower-case hex. For uploads that came in
 * several pieces, perhaps to several replicas: a hash that is half done cannot be handed over.
 *
 * @throws StoredFileMissingError
 */
export async function digestStoredFile(
  storage: MediaStorage,
  file: FileVersion,
  sizeBytes: number,
): Promise<string> {
  const hash = createHash("sha256");
  const reader = await storage.open(file, { offsetBytes: 0, lengthBytes: sizeBytes });
  try {
    const buffer = Buffer.allocUnsafe(BUFFER_BYTES);
    for (;;) {
      const count = await reader.read(buffer);
      if (count === 0) return hash.digest("hex");
      hash.update(buffer.subarray(0, count));
    }
  } finally {
    await reader.close();
  }
}
