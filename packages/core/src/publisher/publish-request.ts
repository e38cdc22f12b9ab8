import type { DeliveryMode, MediaSource, PostIssue } from "../connector";
import type { DeliveryEvent, DeliveryResult, DeliveryState } from "../pipeline";
import type { ConnectedAccount } from "./connected-account";

/** One post to one account. */
export type PublishRequest = {
  readonly account: ConnectedAccount;
  readonly mode: DeliveryMode;
  readonly media: readonly MediaSource[];
  readonly title?: string | null;
  readonly text?: string | null;
  /** The platform's options. What the owner must decide must have been decided by the owner. */
  readonly options?: unknown;
  /** Stable for this delivery over restarts; random by default. */
  readonly deliveryId?: string;
  /** What `persist` was last given, to go on after a restart. */
  readonly state?: DeliveryState | null;
  /**
   * Makes the state durable. Without it a crash in the middle of posting leaves nobody who knows
   * whether the post is out: give it whenever a second post would hurt. Seal what it gets.
   */
  readonly persist?: (state: DeliveryState) => Promise<void>;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: DeliveryEvent) => void;
};

/** How publishing ended: refused before anything reached the platform, or a final result of the pipeline. */
export type PublishResult =
  | { readonly kind: "refused"; readonly issues: readonly PostIssue[] }
  | Exclude<DeliveryResult, { kind: "waiting" }>;
