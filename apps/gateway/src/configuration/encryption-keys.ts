import { createSecret, type Secret } from "@upload-post/core/connector";
import { z } from "zod";

/** One key of the ring: an id that is written beside every ciphertext, and the 32 bytes as base64. */
export type EncryptionKeySetting = {
  readonly id: string;
  /** 32 bytes in base64. */
  readonly key: Secret;
};

const keyBytes = 32;
const idPattern = /^[A-Za-z0-9_-]{1,32}$/;

/** Parses `id:base64(32 bytes)[,id:…]`, newest first. Messages name key ids, never key bytes. */
export const encryptionKeysSchema = z
  .string()
  .optional()
  .transform((text, context): readonly EncryptionKeySetting[] | null => {
    if (text === undefined) return null;
    const keys: EncryptionKeySetting[] = [];
    const fail = (message: string) => context.addIssue({ code: "custom", message });
    for (const [index, entry] of text.split(",").entries()) {
      const separator = entry.indexOf(":");
      const id = entry.slice(0, Math.max(separator, 0)).trim();
      const position = `entry ${index + 1}`;
      if (!idPattern.test(id)) {
        fail(
          `${position} has no usable key id; write id:base64 with an id of 1-32 letters, digits, "-" or "_".`,
        );
        continue;
      }
      const encoded = entry.slice(separator + 1).trim();
      if (!isBase64OfLength(encoded, keyBytes)) {
        fail(
          `the key "${id}" is not exactly ${keyBytes} bytes in base64; make one with: openssl rand -base64 ${keyBytes}`,
        );
        continue;
      }
      if (keys.some((key) => key.id === id)) {
        fail(`the key id "${id}" occurs twice; give every key its own id.`);
        continue;
      }
      keys.push({ id, key: createSecret(encoded) });
    }
    return keys;
  });

function isBase64OfLength(text: string, bytes: number): boolean {
  // Buffer ignores what it cannot decode, so the text is compared with its own re-encoding.
  const decoded = Buffer.from(text, "base64");
  return decoded.length === bytes && decoded.toString("base64") === text;
}
