import type { MediaFacts, MediaLease } from "../connector";

/** Public addresses from which a platform may fetch media while a delivery runs. */
export interface MediaLeases {
  /**
   * Grants one address a media. Granting again for the same delivery answers the same addresses.
   *
   * @throws OperatorMisconfiguredError when the host has no public address.
   */
  grant(request: {
    readonly deliveryId: string;
    readonly media: readonly { readonly mediaIndex: number; readonly facts: MediaFacts }[];
  }): Promise<readonly MediaLease[]>;
  /** Withdraws every address of a delivery. Safe to call twice. */
  release(deliveryId: string): Promise<void>;
}
