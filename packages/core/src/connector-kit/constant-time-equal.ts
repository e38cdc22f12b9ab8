import { createHash, timingSafeEqual } from "node:crypto";

/**
 * Compares two secrets or signatures without telling by its duration where they differ.
 * Both are hashed first, so that different lengths take the same way.
 */
export function constantTimeEqual(left: string | Uint8Array, right: string | Uint8Array): boolean {
  return timingSafeEqual(digest(left), digest(right));
}

function digest(value: string | Uint8Array): Buffer {
  return createHash("sha256").update(value).digest();
}
