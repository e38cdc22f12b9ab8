import type { Credential } from "./credential";
import type { Json } from "./json";
import type {
  AttemptRequest,
  AttemptStart,
  ObservationRequest,
  Reconciliation,
  StepContext,
  StepEffect,
  StepOutcome,
} from "./publishing-step";
import type { PostOutcome } from "./remote-post";
import type { TransferPlan } from "./transfer-plan";
import type { TransferLocation, TransferResponse, TransferVerdict } from "./transfer-response";

/** One request that is about to carry bytes. */
export type TransferAuthorization = {
  readonly plan: TransferPlan;
  readonly method: string;
  readonly url: string;
  readonly credential: Credential;
  /** What an `unauthorized` verdict said about the last try (a DPoP nonce); `null` at first. */
  readonly challenge: Json;
};

/** A step context with the plan that was interrupted. */
export type TransferLocationRequest = StepContext & { readonly plan: TransferPlan };

/**
 * Publishing as a step machine that the pipeline drives.
 *
 * The connector owns meaning; the pipeline owns time, storage, retries, credentials and bytes. A step
 * makes its calls once and never retries by itself. Every thrown error says by its `effect` whether
 * anything may have happened.
 */
export interface ConnectorPublishing {
  /** Every step there is, with what it may do. */
  readonly steps: Readonly<Record<string, { readonly effect: StepEffect }>>;
  /** Begins an attempt. Pure: no network. */
  start(request: AttemptRequest): AttemptStart;
  /** Runs one step once. Must answer the same for the same checkpoint, whichever process asks. */
  run(step: string, context: StepContext): Promise<StepOutcome>;
  /** Reads what became of a commit whose answer was lost. Never changes anything. */
  reconcile(context: StepContext): Promise<Reconciliation>;
  /** Asks how much of an interrupted transfer the platform holds. Never changes anything. */
  locate(request: TransferLocationRequest): Promise<TransferLocation>;
  /** Headers that authorise one byte-carrying request; `{}` when the URL itself is the secret. */
  authorizeTransfer(request: TransferAuthorization): Promise<Readonly<Record<string, string>>>;
  /** Reads the platform's answer to one part. Pure. */
  readTransferResponse(response: TransferResponse): TransferVerdict;
  /**
   * Withdraws what an unfinished attempt left at the platform, as far as it lets us.
   *
   * Answers `withdrawn` when the platform confirmed that nothing will appear, `too-late` when it may,
   * and `unsupported` when there is nothing to call (staged state expires by itself).
   */
  abandon(context: StepContext): Promise<"withdrawn" | "too-late" | "unsupported">;
  /** Asks about a post that is out: late ids, actual visibility, the owner's decision on a draft. */
  observe(request: ObservationRequest): Promise<PostOutcome>;
}
