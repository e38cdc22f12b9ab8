import type { PostOutcome } from "../connector";
import { type Advance, end } from "./advance";
import type { DeliveryState } from "./delivery-state";
import { attemptLater } from "./new-attempt";
import type { RunContext } from "./run-context";

/** How many attempts a delivery gets when the platform itself says that one failed for its own reasons. */
const maxAttempts = 3;

/** What follows an outcome that the platform has stated. */
export async function afterOutcome(
  run: RunContext,
  state: DeliveryState,
  outcome: PostOutcome,
): Promise<Advance> {
  if (outcome.state !== "failed") {
    const confirmed: DeliveryState = { ...state, commit: "confirmed", retry: null };
    return end({ kind: "delivered", outcome, state: confirmed });
  }
  // A stated failure proves that nothing is out, whatever was armed before.
  const proven: DeliveryState = { ...state, commit: "none" };
  const { error } = outcome;
  if (error.retryable && state.attempt < maxAttempts) return attemptLater(run, proven, error);
  return end({ kind: "failed", error, state: proven });
}
