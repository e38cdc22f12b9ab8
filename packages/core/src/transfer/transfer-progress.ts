import type { Json, TransferPlan } from "../connector";

/**
 * How far a transfer has come: JSON, kept in the delivery's state after every acknowledged part.
 *
 * `interrupted` is true from the first byte on until the transfer ends, so that whoever picks it up
 * asks the platform before sending.
 */
export type TransferProgress = {
  readonly plan: TransferPlan;
  readonly acknowledgedBytes: number;
  /** By part index for `push-parts`; the last receipt otherwise. */
  readonly receipts: readonly Json[];
  readonly interrupted: boolean;
};

/** Where a transfer begins. */
export function beginProgress(plan: TransferPlan): TransferProgress {
  return { plan, acknowledgedBytes: 0, receipts: [], interrupted: false };
}
