import type { AccountDescription } from "./account-description";
import type { Credential } from "./credential";
import type { Json } from "./json";
import type { PostDraft } from "./post-draft";
import type { PostOutcome, RemotePost } from "./remote-post";
import type { TransferPlan } from "./transfer-plan";
import type { TransferResult } from "./transfer-response";

/**
 * What a step may do to the world, and so what the pipeline may do with the step.
 *
 * | effect | promise | the pipeline may |
 * | --- | --- | --- |
 * | `read` | no remote change | retry freely |
 * | `stage` | only invisible, expiring remote state | retry; abandon |
 * | `idempotent` | repeats converge, keyed by something in the checkpoint | retry; when the key has grown too old the step throws OutcomeUnknownError without sending, and the pipeline reconciles |
 * | `commit` | may make something visible, or cost money | run once per armed intent; after an unknown outcome only reconcile |
 * | `amend` | edits what exists | retry; its failure does not fail the post |
 */
export type StepEffect = "read" | "stage" | "idempotent" | "commit" | "amend";

/**
 * What a connector remembers between steps: its own JSON under a version, so that a newer release can
 * read what an older one left. Sealed at rest, since upload URLs are bearer secrets.
 */
export type Checkpoint = { readonly version: number; readonly data: Json };

/** The beginning of one attempt. */
export type AttemptRequest = {
  readonly draft: PostDraft;
  /** Stable over all attempts of a delivery: a seed for client-chosen keys. */
  readonly deliveryId: string;
  /** 1 for the first. */
  readonly attempt: number;
};

/** The first step of an attempt and what it starts from; keys are chosen here, before anything is armed. */
export type AttemptStart = { readonly step: string; readonly checkpoint: Checkpoint };

/** A media's public address, good until the delivery ends. */
export type MediaLease = { readonly mediaIndex: number; readonly url: string };

/** Everything a step gets. */
export type StepContext = {
  readonly deliveryId: string;
  readonly draft: PostDraft;
  readonly credential: Credential;
  /** The account's stable id at the platform. */
  readonly accountId: string;
  readonly checkpoint: Checkpoint;
  /** What the transfer before this step left; `null` when none was made. */
  readonly transfer: TransferResult | null;
  readonly leases: readonly MediaLease[];
  readonly signal: AbortSignal;
};

/** What a step answers. `checkpoint` replaces the one it was given. */
export type StepOutcome =
  | { readonly kind: "continue"; readonly step: string; readonly checkpoint: Checkpoint }
  | {
      readonly kind: "transfer";
      readonly plan: TransferPlan;
      /** The step that follows the bytes. */
      readonly nextStep: string;
      readonly checkpoint: Checkpoint;
    }
  | {
      readonly kind: "wait";
      readonly until: Date;
      readonly step: string;
      readonly checkpoint: Checkpoint;
      /** For people: what is being waited for. */
      readonly reason: string;
    }
  | { readonly kind: "done"; readonly outcome: PostOutcome; readonly checkpoint: Checkpoint };

/**
 * What could be found out about a commit whose answer was lost.
 *
 * - `not-published` must be proven: nothing is visible, and going on at `step` cannot make it visible
 *   twice. What was sent may still be under way, though (a body in the buffers of a process that died):
 *   `settledAt` is the moment from which on it can no longer arrive, `null` when it cannot already. Until
 *   then the pipeline only goes on at `step`; it neither calls the delivery failed or canceled nor begins
 *   another attempt.
 * - `unknown` says what was looked at, and when looking again may help.
 */
export type Reconciliation =
  | { readonly kind: "published"; readonly outcome: PostOutcome }
  | {
      readonly kind: "not-published";
      readonly step: string;
      readonly checkpoint: Checkpoint;
      readonly settledAt: Date | null;
    }
  | { readonly kind: "still-processing"; readonly until: Date }
  | { readonly kind: "unknown"; readonly evidence: string; readonly recheckAt: Date | null };

/** Asking about a post that is already out. */
export type ObservationRequest = {
  /** The account's stable id at the platform. */
  readonly accountId: string;
  readonly remote: RemotePost;
  readonly draft: PostDraft;
  readonly credential: Credential;
  readonly signal: AbortSignal;
};

/** Asking what the account may do now. */
export type AccountRequest = {
  /** The account's stable id at the platform. */
  readonly accountId: string;
  readonly credential: Credential;
  readonly signal: AbortSignal;
};

/** Checking a draft without a network. */
export type DraftCheckRequest = {
  /** Options that the owner has yet to decide may be missing. */
  readonly draft: PostDraft;
  /** `null` when the account was not asked: rules that depend on it are then left out. */
  readonly account: AccountDescription | null;
};
