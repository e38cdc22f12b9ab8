import type { PostOutcome } from "../connector";
import type { UploadPostError } from "../errors";
import type { DeliveryState } from "./delivery-state";

/**
 * What a delivery waits for.
 *
 * `processing` and `reconciling` end by asking the platform again; `authorization` ends early when the
 * owner authorises again.
 */
export type WaitReason =
  | "processing"
  | "reconciling"
  | "rate_limited"
  | "quota_exhausted"
  | "platform_unavailable"
  | "authorization";

/** How a run of the pipeline ended. Every result but `waiting` is final. */
export type DeliveryResult =
  | {
      readonly kind: "waiting";
      readonly until: Date;
      readonly reason: WaitReason;
      /** For people. */
      readonly detail: string;
      /** What led to waiting; `null` when the platform is simply not done. */
      readonly error: UploadPostError | null;
      readonly state: DeliveryState;
    }
  | {
      readonly kind: "delivered";
      readonly outcome: Extract<PostOutcome, { state: "published" | "in_inbox" }>;
      readonly state: DeliveryState;
    }
  | { readonly kind: "failed"; readonly error: UploadPostError; readonly state: DeliveryState }
  | {
      /** It may be out; nothing more can be found out by asking. A person settles it. */
      readonly kind: "unconfirmed";
      readonly evidence: string;
      readonly error: UploadPostError | null;
      readonly state: DeliveryState;
    };
