import {
  AuthorizationRequiredError,
  isUploadPostError,
  PlatformContractError,
  type UploadPostError,
} from "../errors";
import { type Advance, end, goOn } from "./advance";
import type { DeliveryState } from "./delivery-state";
import { backoffMs, decideRetry, isExhausted } from "./retry-policy";
import type { RunContext } from "./run-context";

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
 * `state` must not be `armed` by the failed move: whoever calls has put back what was proven, or left
 * the commit armed so that the next move is reconciliation.
 */
export async function afterFailure(
  run: RunContext,
  state: DeliveryState,
  error: UploadPostError,
): Promise<Advance> {
  const { work } = run;
  work.onEvent({ kind: "step-failed", code: error.code, message: error.message });
  if (error instanceof AuthorizationRequiredError && error.reason === "expired") {
    const refreshed = await tryRefresh(run, state, error);
    if (refreshed !== null) return refreshed;
  }
  const now = run.now();
  const decision = decideRetry({ error, retry: state.retry, now, random: run.random });
  if (decision.kind === "wait") {
    const waiting = { ...state, retry: decision.retry };
    await work.persist(waiting);
    const { until, reason } = decision;
    work.onEvent({ kind: "waiting", reason, until });
    return end({ kind: "waiting", until, reason, detail: error.message, error, state: waiting });
  }
  if (state.commit === "none") return end({ kind: "failed", error: decision.error, state });
  return keepAsking(run, state, decision.error);
}

/** One refresh for one refusal; a second refusal in a row goes to the retry policy. */
async function tryRefresh(
  run: RunContext,
  state: DeliveryState,
  error: UploadPostError,
): Promise<Advance | null> {
  if (state.retry?.code === error.code) return null;
  const refreshed = {
    ...state,
    retry: { count: 1, since: run.now().toISOString(), code: error.code },
  };
  try {
    await run.credentials.refresh();
  } catch (refreshFailure) {
    run.work.signal.throwIfAborted();
    return afterFailure(run, refreshed, asUploadPostError(refreshFailure, run.work.connector.id));
  }
  return goOn(refreshed);
}

/**
 * Something may be out, so the delivery cannot simply fail: it goes on asking, slowly, and ends
 * `unconfirmed` when the platform has not said anything useful for a day.
 */
async function keepAsking(
  run: RunContext,
  state: DeliveryState,
  error: UploadPostError,
): Promise<Advance> {
  const now = run.now();
  const waitingSince = state.waitingSince ?? now.toISOString();
  if (error.retryable || isExhausted("reconciling", waitingSince, now)) {
    const evidence = `The platform could not be asked what became of the post: ${error.message}`;
    return end({ kind: "unconfirmed", evidence, error, state });
  }
  const count = state.retry?.code === error.code ? state.retry.count + 1 : 1;
  const since = state.retry?.code === error.code ? state.retry.since : now.toISOString();
  const waiting = { ...state, waitingSince, retry: { count, since, code: error.code } };
  await run.work.persist(waiting);
  const until = new Date(now.getTime() + backoffMs(count + 3, run.random));
  run.work.onEvent({ kind: "waiting", reason: "reconciling", until });
  return end({
    kind: "waiting",
    until,
    reason: "reconciling",
    detail: error.message,
    error,
    state: waiting,
  });
}
