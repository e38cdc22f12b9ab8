import { createCipheriv, createHash } from "node:crypto";

const blockBytes = 1024 * 1024;

/**
 * Yields exactly `sizeBytes` pseudo-random bytes, the same ones for the same seed on every machine:
 * the AES-256-CTR key stream under SHA-256 of the seed. Fast enough for gigabytes, and incompressible.
 */
export function* pseudoRandomBlocks(seed: string, sizeBytes: number): Generator<Buffer> {
  const key = createHash("sha256").update(seed).digest();
  const cipher = createCipheriv("aes-256-ctr", key, Buffer.alloc(16));
  const zeros = Buffer.alloc(blockBytes);
  for (let left = sizeBytes; left > 0; left -= blockBytes) {
    yield cipher.update(left < blockBytes ? zeros.subarray(0, left) : zeros);
  }
}
