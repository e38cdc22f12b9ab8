import type { AuthorizationRequiredError, UploadPostError } from "../errors";
import type { Json } from "./json";
import type { ByteRange } from "./media";
import type { TransferPlan } from "./transfer-plan";

/** The platform's answer to one part, for the connector to read. */
export type TransferResponse = {
  readonly plan: TransferPlan;
  /** The range that was sent; the part's index for `push-parts`. */
  readonly range: ByteRange;
  readonly partIndex: number;
  /** Size of the whole media. */
  readonly totalBytes: number;
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The first 64 KiB of the body as text. */
  readonly body: string;
};

/**
 * What an answer means.
 *
 * - `accepted`: the part is in; `acknowledgedBytes` is how much the server holds in all when it says so;
 *   `complete` when it needs no more; `receipt` is what later steps need (an ETag, a blob, a media id).
 * - `out-of-step`: the server holds another amount than we thought; ask or adopt `acknowledgedBytes`.
 * - `gone`: the upload target no longer exists; only a new attempt helps, once the commit is ruled out.
 * - `rejected`: the server refused the part for good, and nothing was made visible.
 * - `unauthorized`: the server took nothing because of the signature or token; the same part is sent
 *   again once, newly authorised, after a refresh when `error.reason` is `expired`.
 * - `unclear`: a fault of the server; the same part may be sent again, unless it commits.
 */
export type TransferVerdict =
  | {
      readonly kind: "accepted";
      readonly acknowledgedBytes: number | null;
      readonly complete: boolean;
      readonly receipt: Json;
    }
  | { readonly kind: "out-of-step"; readonly acknowledgedBytes: number | null }
  | { readonly kind: "gone" }
  | { readonly kind: "rejected"; readonly error: UploadPostError }
  | {
      readonly kind: "unauthorized";
      /** Handed to `authorizeTransfer` for the next try. */
      readonly challenge: Json;
      readonly error: AuthorizationRequiredError;
    }
  | { readonly kind: "unclear"; readonly retryAfterMs: number | null };

/** Where an interrupted transfer stands, as far as the platform can be asked. */
export type TransferLocation =
  | { readonly kind: "at"; readonly acknowledgedBytes: number }
  | { readonly kind: "complete"; readonly receipt: Json }
  | { readonly kind: "gone" }
  /** The platform cannot be asked: our own record of acknowledged parts is all there is. */
  | { readonly kind: "unknown" };

/** What a finished transfer left behind, for the step that follows it. */
export type TransferResult = {
  readonly acknowledgedBytes: number;
  /** By part index; one entry for `push-offset` (the last) and `push-whole`. */
  readonly receipts: readonly Json[];
};
