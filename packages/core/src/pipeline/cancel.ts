import type { Reconciliation, StepContext } from "../connector";
import { isRateLimitError, type UploadPostError } from "../errors";
import { asUploadPostError } from "./after-failure";
import type { DeliveryState } from "./delivery-state";
import { limitReachedError } from "./platform-limits";
import { backoffMs } from "./retry-policy";
import { type RunContext, stepContext } from "./run-context";
import { learnLimit, takeTurn } from "./take-turn";

/**
 * What canceling came to.
 *
 * - `canceled`: nothing of the delivery is or will be visible.
 * - `too-late`: something is out or may be; the delivery goes on as it was.
 * - `unsettled`: nothing is known to be out, but what was sent may still arrive, or the platform could not
 *   be asked. Send nothing more, and cancel again at `until`.
 */
export type CancelResult =
  | { readonly kind: "canceled" | "too-late" }
  | { readonly kind: "unsettled"; readonly until: Date };

const canceled: CancelResult = { kind: "canceled" };
const tooLate: CancelResult = { kind: "too-late" };

/** The pause before a platform that did not answer is asked again: some five minutes. */
const unansweredPauses = 9;

/** Withdraws what a delivery left at the platform, and says whether nothing can appear any more. */
export async function cancel(run: RunContext, state: DeliveryState | null): Promise<CancelResult> {
  if (state === null) return canceled;
  const { publishing } = run.work.connector;
  const withdrawn = await tryAsking(run, state, "abandon", (context) =>
    publishing.abandon(context),
  );
  if (withdrawn.answer === "withdrawn") return canceled;
  if (withdrawn.answer === "too-late") return tooLate;
  // Staged state is invisible and expires by itself: taking it away is good manners, not the proof.
  if (state.commit === "none") return canceled;
  if (state.commit === "confirmed") return tooLate;
  const found = await tryAsking(run, state, "reconcile", (context) =>
    publishing.reconcile(context),
  );
  return found.answer === null ? afterSilence(run, found.error) : afterAnswer(run, found.answer);
}

function afterAnswer(run: RunContext, found: Reconciliation): CancelResult {
  if (found.kind !== "not-published") return tooLate;
  const { settledAt } = found;
  const isSettled = settledAt === null || settledAt <= run.now();
  return isSettled ? canceled : { kind: "unsettled", until: settledAt };
}

function afterSilence(run: RunContext, error: UploadPostError): CancelResult {
  if (!error.retryable) return tooLate;
  const pauseMs = isRateLimitError(error)
    ? error.retryAfterMs
    : backoffMs(unansweredPauses, run.random);
  return { kind: "unsettled", until: new Date(run.now().getTime() + pauseMs) };
}

/** A call that may fail without harm: no answer then, and an event that tells of it. */
async function tryAsking<T>(
  run: RunContext,
  state: DeliveryState,
  name: "abandon" | "reconcile",
  call: (context: StepContext) => Promise<T>,
): Promise<{ readonly answer: T } | { readonly answer: null; readonly error: UploadPostError }> {
  const { work } = run;
  const failed = (error: UploadPostError) => {
    const { code, message } = error;
    work.onEvent({ kind: "step-failed", code, message });
    return { answer: null, error };
  };
  try {
    const turn = await takeTurn(run, state, name);
    if (turn.kind === "wait") {
      return failed(limitReachedError(work.connector.displayName, turn.reached));
    }
    return { answer: await call(await stepContext(run, state)) };
  } catch (thrown) {
    work.signal.throwIfAborted();
    const failure = asUploadPostError(thrown, work.connector.id);
    return failed(await learnLimit(run, state, name, failure));
  }
}
