import type { Reconciliation } from "../connector";
import type { UploadPostError } from "../errors";
import { type Advance, ask, end, goOn, type Question } from "./advance";
import { asUploadPostError, giveUp, tryAgain } from "./after-failure";
import { afterOutcome } from "./after-outcome";
import type { DeliveryState } from "./delivery-state";
import { newTarget } from "./new-attempt";
import { limitReachedError } from "./platform-limits";
import { backoffMs, countFailure } from "./retry-policy";
import { type RunContext, stepContext } from "./run-context";
import { learnLimit, type TurnTaken, takeTurn } from "./take-turn";
import { waitFor } from "./wait-for";

/** How often a commit is made again that fails in a way no wait mends, though it is proven to leave nothing. */
const maxCommits = 3;

/** Asks the platform what became of a commit whose answer is not recorded. Sends nothing. */
export async function reconcile(
  run: RunContext,
  from: DeliveryState,
  question: Question,
): Promise<Advance> {
  const { work } = run;
  let turn: TurnTaken;
  try {
    turn = await takeTurn(run, from, "reconcile");
  } catch (thrown) {
    work.signal.throwIfAborted();
    return askAgain(run, from, question, asUploadPostError(thrown, work.connector.id));
  }
  const { state } = turn;
  if (turn.kind === "wait") {
    const { message: detail } = limitReachedError(work.connector.displayName, turn.reached);
    const wished = new Date(run.now().getTime() + turn.reached.waitMs);
    return lookAgain(run, state, question, { wished, detail });
  }
  work.onEvent({ kind: "reconciling" });
  let found: Reconciliation;
  try {
    found = await work.connector.publishing.reconcile(await stepContext(run, state));
  } catch (thrown) {
    work.signal.throwIfAborted();
    const failure = asUploadPostError(thrown, work.connector.id);
    const error = await learnLimit(run, state, "reconcile", failure);
    return askAgain(run, state, question, error);
  }
  switch (found.kind) {
    case "published":
      return afterOutcome(run, state, found.outcome);
    case "not-published":
      return afterProof(run, state, question, found);
    case "still-processing":
      return lookAgain(run, state, question, {
        wished: found.until,
        detail: "The platform is still working on it.",
      });
    case "unknown": {
      const { evidence, recheckAt } = found;
      const error = errorOf(question);
      if (recheckAt === null) return end({ kind: "unconfirmed", evidence, error, state });
      return lookAgain(run, state, question, { wished: recheckAt, detail: evidence });
    }
  }
}

function errorOf(question: Question): UploadPostError | null {
  return question.kind === "interrupted" ? null : question.error;
}

/**
 * Nothing is out: what was open goes on, and what had failed may now say so, unless something is still
 * under way that would belie it.
 */
async function afterProof(
  run: RunContext,
  state: DeliveryState,
  question: Question,
  found: Extract<Reconciliation, { kind: "not-published" }>,
): Promise<Advance> {
  const { settledAt } = found;
  const isSettled = settledAt === null || settledAt <= run.now();
  if (!isSettled && (question.kind === "gave-up" || question.kind === "target-gone")) {
    const detail = `What was sent may still arrive: ${question.error.message}`;
    return lookAgain(run, state, question, { wished: settledAt, detail });
  }
  const commit = isSettled ? "none" : "unsettled";
  const proven: DeliveryState = { ...state, commit, repeatable: false, gaveUp: null };
  if (question.kind === "gave-up") return giveUp(proven, question.error);
  if (question.kind === "target-gone") return newTarget(run, proven, question.error);
  const next: DeliveryState = {
    ...proven,
    position: { kind: "step", step: found.step },
    checkpoint: found.checkpoint,
    interrupted: state.position.kind === "transfer" ? state.position.progress : state.interrupted,
  };
  if (question.kind === "commit-failed") return commitLater(run, next, question.error);
  await run.work.persist(next);
  return goOn(next);
}

/** A commit that failed is made again after a pause, which grows with every commit of the attempt. */
async function commitLater(
  run: RunContext,
  state: DeliveryState,
  error: UploadPostError,
): Promise<Advance> {
  // An answer that was lost says nothing against trying again; other errors may come every time.
  const mayPass = error.retryable || error.code === "outcome_unknown";
  if (!mayPass && state.commits >= maxCommits) return giveUp(state, error);
  const waiting = await waitFor(run, state, {
    wished: new Date(run.now().getTime() + backoffMs(state.commits - 1, run.random)),
    reason: "platform_unavailable",
    detail: error.message,
    error,
  });
  return waiting ?? giveUp(state, error);
}

/**
 * The platform could not be asked. Something may be out, so the delivery cannot simply fail: it goes on
 * asking, slowly, and ends `unconfirmed` when the platform has not said anything useful for a day.
 */
async function askAgain(
  run: RunContext,
  state: DeliveryState,
  question: Question,
  error: UploadPostError,
): Promise<Advance> {
  const tried = await tryAgain(run, state, error, (refreshed) => ask(refreshed, question));
  if (tried.kind !== "give-up") return tried;
  const evidence = `The platform could not be asked what became of the post: ${error.message}`;
  if (tried.exhausted) return end({ kind: "unconfirmed", evidence, error, state });
  const retry = countFailure(state.retry, error);
  return lookAgain(run, { ...state, retry }, question, {
    wished: new Date(run.now().getTime() + backoffMs(retry.count + 3, run.random)),
    detail: evidence,
    error,
  });
}

async function lookAgain(
  run: RunContext,
  state: DeliveryState,
  question: Question,
  wait: {
    readonly wished: Date;
    readonly detail: string;
    /** Why the platform could not be asked, where that is why. */
    readonly error?: UploadPostError;
  },
): Promise<Advance> {
  const { wished, detail, error = errorOf(question) } = wait;
  const waiting = await waitFor(run, state, { wished, detail, error, reason: "reconciling" });
  return waiting ?? end({ kind: "unconfirmed", evidence: detail, error, state });
}
