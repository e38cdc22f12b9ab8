import { createHash, randomBytes } from "node:crypto";

/** Every key made here starts so; secret scanners and the log filter know it. */
const API_KEY_PREFIX = "up_live_";

/** Makes a key of 256 random bits. */
export function generateApiKey(): string {
  return `${API_KEY_PREFIX}${randomBytes(32).toString("base64url")}`;
}

/**
 * Lower-case hex SHA-256, the only form in which a key is stored. A plain hash is enough because keys
 * are random, not chosen by people.
 */
export function digestApiKey(key: string): string {
  return createHash("sha256").update(key, "utf8").digest("hex");
}
