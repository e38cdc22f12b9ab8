import type { Checkpoint, Connector, MediaLease, PostDraft, TransferResult } from "../connector";
import type { TransferProgress } from "../transfer";
import type { LimitTurn } from "./platform-limits";
import type { RetryRecord } from "./retry-policy";
import type { StoredError } from "./stored-error";
import { emptyLedger, type WaitLedger } from "./wait-ledger";

/** Where a delivery stands: before a step, or in the middle of moving bytes towards one. */
export type DeliveryPosition =
  | { readonly kind: "step"; readonly step: string }
  | { readonly kind: "transfer"; readonly nextStep: string; readonly progress: TransferProgress };

/**
 * Whether something may be visible at the platform.
 *
 * - `none`: proven that nothing is, nor will be unless something more is sent.
 * - `unsettled`: proven that nothing is, but what was sent may still arrive. The attempt goes on where the
 *   platform said it may; the delivery can neither fail nor be canceled nor begin another attempt.
 * - `armed`: a call that may publish was about to be made or was made, and its answer is not recorded:
 *   only reconciliation may go on from here, or the very same call when it is `repeatable`.
 * - `confirmed`: the platform took it.
 */
export type CommitState = "none" | "unsettled" | "armed" | "confirmed";

/** Whether something may be visible at the platform already: what is not may be sent, or held back. */
export function mayBeOut(commit: CommitState): commit is "armed" | "confirmed" {
  return commit === "armed" || commit === "confirmed";
}

/**
 * Everything that is remembered about a delivery between two moments: JSON, so that any store keeps
 * it and any process goes on from it. It holds upload URLs: seal it at rest.
 */
export type DeliveryState = {
  readonly version: 1;
  readonly connectorId: string;
  /** 1 for the first. A new attempt begins only when the one before is proven to have left nothing. */
  readonly attempt: number;
  readonly position: DeliveryPosition;
  readonly checkpoint: Checkpoint;
  readonly commit: CommitState;
  /** While `armed`: the call is keyed by the checkpoint (effect `idempotent`) and may be made again. */
  readonly repeatable: boolean;
  /** How often a call that may publish has been armed in this attempt. */
  readonly commits: number;
  /** What the last finished transfer left, for the steps after it. */
  readonly transferred: TransferResult | null;
  /** A transfer that was broken off, in case its plan comes again. */
  readonly interrupted: TransferProgress | null;
  readonly leases: readonly MediaLease[];
  /** The media this delivery began with; other bytes are never sent in its name. */
  readonly media: readonly { readonly sha256: string; readonly sizeBytes: number }[];
  /** Failures since the last progress; `null` when there were none. */
  readonly retry: RetryRecord | null;
  readonly waits: WaitLedger;
  /**
   * What the delivery fails with once it is certain that nothing is out: nothing is sent any more, the
   * platform is only asked. `null` while it goes on.
   */
  readonly gaveUp: StoredError | null;
  /** The place that is kept for the next call under a limit; `null` when there is none. */
  readonly turn: LimitTurn | null;
};

/**
 * The state of an attempt that has not begun.
 *
 * Throws what the connector's `start` threw.
 */
export function startAttempt(
  connector: Connector,
  request: { readonly draft: PostDraft; readonly deliveryId: string; readonly attempt: number },
): DeliveryState {
  const { step, checkpoint } = connector.publishing.start(request);
  const unstarted = unstartedAttempt({ connector, draft: request.draft });
  return { ...unstarted, attempt: request.attempt, position: { kind: "step", step }, checkpoint };
}

/** The state of a delivery whose connector could not even name its first step. */
export function unstartedAttempt(work: {
  readonly connector: Connector;
  readonly draft: PostDraft;
}): DeliveryState {
  return {
    version: 1,
    connectorId: work.connector.id,
    attempt: 1,
    position: { kind: "step", step: "start" },
    checkpoint: { version: 0, data: null },
    commit: "none",
    repeatable: false,
    commits: 0,
    transferred: null,
    interrupted: null,
    leases: [],
    media: work.draft.media.map(({ sha256, sizeBytes }) => ({ sha256, sizeBytes })),
    retry: null,
    waits: emptyLedger(),
    gaveUp: null,
    turn: null,
  };
}
