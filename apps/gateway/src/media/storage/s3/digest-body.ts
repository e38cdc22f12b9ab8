import { createHash } from "node:crypto";

/** Hex SHA-256 of a body, signed with the request: changed bytes are refused by the other side. */
export function digestBody(body: Uint8Array | null): string {
  return createHash("sha256")
    .update(body ?? "")
    .digest("hex");
}
