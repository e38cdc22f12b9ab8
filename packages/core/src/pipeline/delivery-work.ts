import type { Connector, MediaSource, PostDraft } from "../connector";
import type { DeliveryCredentials } from "./delivery-credentials";
import type { DeliveryEvent } from "./delivery-event";
import type { DeliveryState } from "./delivery-state";
import type { MediaLeases } from "./media-leases";
import type { PlatformLimits } from "./platform-limits";

/** One delivery to work on. */
export type DeliveryWork = {
  readonly deliveryId: string;
  /** The account's stable id at the platform. */
  readonly accountId: string;
  readonly connector: Connector;
  readonly draft: PostDraft;
  /** In the order of the draft. */
  readonly media: readonly MediaSource[];
  /** What an earlier run left; `null` for a delivery that has not begun. */
  readonly state: DeliveryState | null;
  readonly credentials: DeliveryCredentials;
  readonly leases: MediaLeases;
  /** Whose turn it is to call; `createUnlimitedPlatformLimits()` where nobody counts. */
  readonly limits: PlatformLimits;
  /**
   * Makes the state durable before the pipeline goes on. It must throw when this worker no longer owns
   * the delivery (its fence is gone): the run then ends without another call to the platform.
   */
  readonly persist: (state: DeliveryState) => Promise<void>;
  /** Aborting ends the run at once; the state persisted last is what the next run goes on from. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: DeliveryEvent) => void;
};
