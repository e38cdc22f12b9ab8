import type { PostOutcome } from "../connector";
import { type Advance, end } from "./advance";
import { type DeliveryState, startAttempt } from "./delivery-state";
import { backoffMs } from "./retry-policy";
import type { RunContext } from "./run-context";

/** How many attempts a delivery gets when the platform itself says that one failed for its own reasons. */
const maxAttempts = 3;

/** What follows an outcome that the platform has stated. */
export async function afterOutcome(
  run: RunContext,
  state: DeliveryState,
  outcome: PostOutcome,
): Promise<Advance> {
  const { work } = run;
  if (outcome.state !== "failed") {
    const confirmed: DeliveryState = { ...state, commit: "confirmed", retry: null };
    return end({ kind: "delivered", outcome, state: confirmed });
  }
  // A stated failure proves that nothing is out, whatever was armed before.
  const proven: DeliveryState = { ...state, commit: "none" };
  const { error } = outcome;
  if (!error.retryable || state.attempt >= maxAttempts) {
    return end({ kind: "failed", error, state: proven });
  }
  const next = startAttempt(work.connector, { ...work, attempt: state.attempt + 1 });
  await work.persist(next);
  const until = new Date(run.now().getTime() + backoffMs(state.attempt + 4, run.random));
  work.onEvent({ kind: "waiting", reason: "platform_unavailable", until });
  return end({
    kind: "waiting",
    until,
    reason: "platform_unavailable",
    detail: error.message,
    error,
    state: next,
  });
}
