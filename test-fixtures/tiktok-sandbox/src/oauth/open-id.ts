import { createHash } from "node:crypto";

/** The id of a user at one app; live ids start with `-000` and are opaque (OAT, WILD). */
export function openIdOf(clientKey: string, username: string): string {
  const digest = createHash("sha256").update(`open ${clientKey} ${username}`).digest("base64url");
  return `-000${digest.slice(0, 36)}`;
}

/** The id of a user at all apps of a developer (UI); the sandbox has one developer. */
export function unionIdOf(username: string): string {
  return createHash("sha256").update(`union ${username}`).digest("hex").slice(0, 32);
}
