import type { TransferResult } from "../connector";
import type { UploadPostError } from "../errors";
import type { TransferProgress } from "./transfer-progress";

/**
 * How a run of a transfer ended.
 *
 * - `finished`: the platform holds everything.
 * - `gone`: the upload target no longer exists.
 * - `failed`: refused, or a fault; `armed` tells whether the committing part was on its way.
 */
export type TransferEnd =
  | { readonly kind: "finished"; readonly result: TransferResult }
  | { readonly kind: "gone"; readonly progress: TransferProgress; readonly armed: boolean }
  | {
      readonly kind: "failed";
      readonly error: UploadPostError;
      readonly progress: TransferProgress;
      readonly armed: boolean;
    };
