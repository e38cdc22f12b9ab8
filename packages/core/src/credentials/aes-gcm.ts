import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

const algorithm = "aes-256-gcm";
const nonceSizeBytes = 12;
// Without it Node accepts tags of 4 bytes, which can be forged by trying (reliability.md 1.2, rule 6).
const authTagLength = 16;

/** Encrypts under a fresh random nonce; answers nonce ‖ ciphertext ‖ tag. */
export function encrypt(key: Uint8Array, plain: Uint8Array, associated: Uint8Array): Buffer {
  const nonce = randomBytes(nonceSizeBytes);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength });
  cipher.setAAD(associated);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Opens what {@link encrypt} made; `null` when it is not authentic, whatever the reason. */
export function decrypt(key: Uint8Array, sealed: Buffer, associated: Uint8Array): Buffer | null {
  if (sealed.length < nonceSizeBytes + authTagLength) return null;
  const tagStart = sealed.length - authTagLength;
  const nonce = sealed.subarray(0, nonceSizeBytes);
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength });
  decipher.setAAD(associated);
  decipher.setAuthTag(sealed.subarray(tagStart));
  const plain = decipher.update(sealed.subarray(nonceSizeBytes, tagStart));
  try {
    return Buffer.concat([plain, decipher.final()]);
  } catch {
    // Node only says "unable to authenticate data": there is nothing to tell apart.
    return null;
  }
}
