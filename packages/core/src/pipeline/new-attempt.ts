import type { UploadPostError } from "../errors";
import { type Advance, goOn } from "./advance";
import { asUploadPostError, giveUp } from "./after-failure";
import { type DeliveryState, startAttempt } from "./delivery-state";
import { backoffMs } from "./retry-policy";
import type { RunContext } from "./run-context";
import { waitFor } from "./wait-for";

/** How many upload targets may die under one delivery before it fails. */
const maxAttempts = 5;

/** The attempt after one that is proven to have left nothing; `null` and a failure when it cannot begin. */
function attemptAfter(
  run: RunContext,
  state: DeliveryState,
): { readonly next: DeliveryState } | { readonly error: UploadPostError } {
  const { work } = run;
  try {
    const next = startAttempt(work.connector, { ...work, attempt: state.attempt + 1 });
    return { next: { ...next, waits: state.waits } };
  } catch (thrown) {
    return { error: asUploadPostError(thrown, work.connector.id) };
  }
}

/**
 * The upload target died and nothing is out: the attempt begins anew, a few times.
 *
 * @param error What the delivery fails with when it has had its attempts.
 */
export async function newTarget(
  run: RunContext,
  state: DeliveryState,
  error: UploadPostError,
): Promise<Advance> {
  if (state.attempt >= maxAttempts) return giveUp(state, error);
  const attempt = attemptAfter(run, state);
  if ("error" in attempt) return giveUp(state, attempt.error);
  await run.work.persist(attempt.next);
  run.work.onEvent({ kind: "attempt-started", attempt: attempt.next.attempt });
  return goOn(attempt.next);
}

/** The platform said that it failed for its own reasons: a new attempt begins after a pause. */
export async function attemptLater(
  run: RunContext,
  state: DeliveryState,
  error: UploadPostError,
): Promise<Advance> {
  const attempt = attemptAfter(run, state);
  if ("error" in attempt) return giveUp(state, attempt.error);
  const waiting = await waitFor(run, attempt.next, {
    wished: new Date(run.now().getTime() + backoffMs(state.attempt + 4, run.random)),
    reason: "platform_unavailable",
    detail: error.message,
    error,
  });
  return waiting ?? giveUp(state, error);
}
