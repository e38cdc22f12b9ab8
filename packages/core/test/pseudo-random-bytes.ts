import { createCipheriv } from "node:crypto";

/** Bytes that look random and are the same in every run: AES-CTR over zeros, keyed by `seed`. */
export function pseudoRandomBytes(lengthBytes: number, seed = 1): Buffer {
  const key = Buffer.alloc(16, seed & 0xff);
  return createCipheriv("aes-128-ctr", key, Buffer.alloc(16)).update(Buffer.alloc(lengthBytes));
}
