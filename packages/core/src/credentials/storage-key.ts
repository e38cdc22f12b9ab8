import { createHash } from "node:crypto";
import type { CredentialKey } from "./credential-store";

/**
 * One fixed-length name without separators for a connection: ids may be long, or hold the characters
 * that Keyv and its adapters give a meaning (`:`, `%`, `_`).
 */
export function storageKey({ tenantId, connectionId }: CredentialKey): string {
  return createHash("sha256")
    .update(JSON.stringify([tenantId, connectionId]))
    .digest("hex");
}
