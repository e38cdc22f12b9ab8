import { createHash, randomBytes } from "node:crypto";
import type { SealedPlace } from "../../credentials/sealed-values";

/** The one path under which leased media stand: what an operator verifies at a platform. */
export const PUBLIC_MEDIA_PREFIX = "/public/media/";

/** Makes the secret part of an address: 256 random bits. */
export function createLeaseToken(): string {
  return randomBytes(32).toString("base64url");
}

/** What a token is found by. */
export function digestLeaseToken(token: string): string {
  return createHash("sha256").update(token, "utf8").digest("hex");
}

/** Where a token stands, sealed. */
export function leaseTokenPlace(
  tenantId: string,
  lease: { readonly deliveryId: string; readonly mediaId: string },
): SealedPlace {
  return { kind: "link", tenantId, id: `lease/${lease.deliveryId}/${lease.mediaId}` };
}
