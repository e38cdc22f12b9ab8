import type { SealedPlace } from "../../credentials/sealed-values";

/** Where the URL of a media that is fetched stands, sealed. */
export function sourcePlace(tenantId: string, mediaId: string): SealedPlace {
  return { kind: "source", tenantId, id: mediaId };
}
