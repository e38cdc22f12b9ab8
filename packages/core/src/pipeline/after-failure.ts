import {
  isAuthorizationRequiredError,
  isUploadPostError,
  PlatformContractError,
  type UploadPostError,
} from "../errors";
import { type Advance, ask, end, goOn } from "./advance";
import type { DeliveryState } from "./delivery-state";
import { countFailure, decideRetry, type RetryDecision } from "./retry-policy";
import type { RunContext } from "./run-context";
import { storeError } from "./stored-error";
import { endWaiting } from "./wait-for";

/** A thrown value as one of our errors; what is none of ours is a defect of the connector. */
export function asUploadPostError(thrown: unknown, connectorId: string): UploadPostError {
  if (isUploadPostError(thrown)) return thrown;
  return new PlatformContractError({
    effect: "possible",
    message: `The connector ${connectorId} failed with an error that is not part of its contract. Report it to the connector's maintainers.`,
    cause: thrown,
  });
}

/**
 * What follows a failure in a state from which the same move may be made again.
 *
 * `state` must not be `armed` by the failed move, unless that move may be repeated as it is.
 */
export async function afterFailure(
  run: RunContext,
  state: DeliveryState,
  error: UploadPostError,
): Promise<Advance> {
  const retried = await tryAgain(run, state, error, goOn);
  return retried.kind === "give-up" ? giveUp(state, retried.error) : retried;
}

/**
 * Nothing more can be done: the delivery has failed if it is certain that nothing is out. Until it is, the
 * platform is only asked, by whoever comes after a crash as well.
 */
export function giveUp(state: DeliveryState, error: UploadPostError): Advance {
  if (state.commit === "none") return end({ kind: "failed", error, state });
  return ask({ ...state, gaveUp: storeError(error) }, { kind: "gave-up", error });
}

/**
 * Makes the same move again where that may help: at once after a refresh, or after a wait.
 *
 * @param again What making the same move means.
 */
export async function tryAgain(
  run: RunContext,
  state: DeliveryState,
  error: UploadPostError,
  again: (state: DeliveryState) => Advance,
): Promise<Advance | Extract<RetryDecision, { kind: "give-up" }>> {
  run.work.onEvent({ kind: "step-failed", code: error.code, message: error.message });
  // One refresh for one refusal; a second refusal in a row goes to the retry policy.
  if (
    isAuthorizationRequiredError(error) &&
    error.reason === "expired" &&
    state.retry?.code !== error.code
  ) {
    const refreshed = { ...state, retry: countFailure(state.retry, error) };
    try {
      await run.credentials.refresh();
    } catch (refreshFailure) {
      run.work.signal.throwIfAborted();
      const failed = asUploadPostError(refreshFailure, run.work.connector.id);
      return tryAgain(run, refreshed, failed, again);
    }
    return again(refreshed);
  }
  const { retry, waits } = state;
  const decision = decideRetry({ error, retry, waits, now: run.now(), random: run.random });
  if (decision.kind === "give-up") return decision;
  const { until, reason } = decision;
  const waiting = { ...state, retry: decision.retry, waits: decision.waits };
  return endWaiting(run, waiting, { until, reason, detail: error.message, error });
}
