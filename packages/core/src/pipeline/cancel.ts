import type { Reconciliation, StepContext } from "../connector";
import type { UploadPostError } from "../errors";
import { asUploadPostError } from "./after-failure";
import type { DeliveryState } from "./delivery-state";
import { limitReachedError } from "./platform-limits";
import { countFailure, retryDelayMs } from "./retry-policy";
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
  | {
      readonly kind: "unsettled";
      readonly until: Date;
      /** Why the platform could not be asked; `null` when it has answered. */
      readonly error: UploadPostError | null;
      /** What to store, and to cancel again from: the pauses grow, and a place in a queue is kept. */
      readonly state: DeliveryState;
    };

const canceled: CancelResult = { kind: "canceled" };
const tooLate: CancelResult = { kind: "too-late" };

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
  const found = await tryAsking(run, withdrawn.state, "reconcile", (context) =>
    publishing.reconcile(context),
  );
  return found.answer === null
    ? afterSilence(run, found.state, found.error)
    : afterAnswer(run, found.state, found.answer);
}

function afterAnswer(run: RunContext, state: DeliveryState, found: Reconciliation): CancelResult {
  if (found.kind !== "not-published") return tooLate;
  const { settledAt: until } = found;
  if (until === null || until <= run.now()) return canceled;
  return { kind: "unsettled", until, error: null, state: { ...state, retry: null } };
}

/** Nobody loses patience here: the host's deadline for a whole delivery ends what a platform never answers. */
function afterSilence(run: RunContext, state: DeliveryState, error: UploadPostError): CancelResult {
  if (!error.retryable) return tooLate;
  const retry = countFailure(state.retry, error);
  const pauseMs = retryDelayMs(error, retry.count, run.random);
  const until = new Date(run.now().getTime() + pauseMs);
  return { kind: "unsettled", until, error, state: { ...state, retry } };
}

/** What a call that may fail without harm came to, and the state from there on. */
type Asked<T> = { readonly state: DeliveryState } & (
  | { readonly answer: T }
  | { readonly answer: null; readonly error: UploadPostError }
);

/** Makes such a call in its turn. An event tells of a failure. */
async function tryAsking<T>(
  run: RunContext,
  from: DeliveryState,
  name: "abandon" | "reconcile",
  call: (context: StepContext) => Promise<T>,
): Promise<Asked<T>> {
  const { work } = run;
  let state = from;
  const failed = (error: UploadPostError) => {
    const { code, message } = error;
    work.onEvent({ kind: "step-failed", code, message });
    return { answer: null, error, state };
  };
  try {
    const turn = await takeTurn(run, state, name);
    ({ state } = turn);
    if (turn.kind === "wait") {
      return failed(limitReachedError(work.connector.displayName, turn.reached));
    }
    return { answer: await call(await stepContext(run, state)), state };
  } catch (thrown) {
    work.signal.throwIfAborted();
    const failure = asUploadPostError(thrown, work.connector.id);
    return failed(await learnLimit(run, state, name, failure));
  }
}
