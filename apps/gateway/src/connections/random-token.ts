import { createHash, randomBytes } from "node:crypto";

/** Makes a secret of 256 random bits in characters that URLs and cookies take as they are. */
export function createRandomToken(): string {
  return randomBytes(32).toString("base64url");
}

/** Lower-case hex SHA-256: what is kept of a token to find it, or to recognise it, by. */
export function digestToken(token: string): string {
  return createHash("sha256").update(token, "utf8").digest("hex");
}
