import type { Sealer } from "@upload-post/core";

/**
 * What is sealed outside the credential store. Each kind has keys of its own, derived from the ring.
 *
 * - `flow`: what a connector keeps between the consent page and its callback.
 * - `link`: the token of a secret address: an owner's link, an upload link, a leased media address.
 * - `source`: the URL a media is fetched from, which may be signed.
 * - `registration`: a client registered at a platform at run time.
 * - `checkpoint`: the state of a delivery; upload URLs in it are bearer secrets.
 * - `webhook`: the address of an endpoint that is told about events, and its signing secrets.
 */
export type SealedKind = "flow" | "link" | "source" | "registration" | "checkpoint" | "webhook";

/** Where a sealed value stands; it opens nowhere else. */
export type SealedPlace = {
  readonly kind: SealedKind;
  /** The tenant it belongs to; "" for what belongs to the installation. */
  readonly tenantId: string;
  /** The row it stands in. */
  readonly id: string;
};

/** Seals text for a column of ours and opens it again. List the column in `sealed-columns.ts`. */
export interface SealedValues {
  /** Seals `value` under the newest key, for one place. */
  seal(place: SealedPlace, value: string): string;
  /**
   * Opens what was sealed for exactly this place.
   *
   * @throws CredentialUnreadableError when a key is missing, or the text was changed or moved.
   */
  open(place: SealedPlace, sealed: string): string;
  /**
   * The same, sealed under the newest key; the same text when it is already.
   *
   * @throws CredentialUnreadableError like `open`.
   */
  rewrap(place: SealedPlace, sealed: string): string;
}

/** Makes {@link SealedValues} on the gateway's sealer. */
export function createSealedValues(sealer: Sealer): SealedValues {
  return {
    seal: (place, value) => sealer.seal(value, contextOf(place)),
    open: (place, sealed) => sealer.open(sealed, contextOf(place)),
    rewrap: (place, sealed) => sealer.rewrap(sealed, contextOf(place)),
  };
}

function contextOf({ kind, tenantId, id }: SealedPlace) {
  return { purpose: kind, tenantId, recordId: id, kind: "value", generation: 0 };
}
