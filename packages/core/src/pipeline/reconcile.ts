import type { Reconciliation } from "../connector";
import { type Advance, end, goOn } from "./advance";
import { afterFailure, asUploadPostError } from "./after-failure";
import { afterOutcome } from "./after-outcome";
import type { DeliveryState } from "./delivery-state";
import { isExhausted } from "./retry-policy";
import { type RunContext, stepContext } from "./run-context";

/** Asks the platform what became of a commit whose answer is not recorded. Sends nothing. */
export async function reconcile(run: RunContext, state: DeliveryState): Promise<Advance> {
  const { work } = run;
  work.onEvent({ kind: "reconciling" });
  let found: Reconciliation;
  try {
    found = await work.connector.publishing.reconcile(await stepContext(run, state));
  } catch (thrown) {
    work.signal.throwIfAborted();
    return afterFailure(run, state, asUploadPostError(thrown, work.connector.id));
  }
  switch (found.kind) {
    case "published":
      return afterOutcome(run, state, found.outcome);
    case "not-published": {
      const next: DeliveryState = {
        ...state,
        position: { kind: "step", step: found.step },
        checkpoint: found.checkpoint,
        commit: "none",
        interrupted: state.position.kind === "transfer" ? state.position.progress : null,
        retry: null,
        waitingSince: null,
      };
      await work.persist(next);
      return goOn(next);
    }
    case "still-processing":
      return keepWaiting(run, state, {
        until: found.until,
        detail: "The platform is still working on it.",
      });
    case "unknown":
      if (found.recheckAt === null) {
        return end({ kind: "unconfirmed", evidence: found.evidence, error: null, state });
      }
      return keepWaiting(run, state, { until: found.recheckAt, detail: found.evidence });
  }
}

async function keepWaiting(
  run: RunContext,
  state: DeliveryState,
  wait: { readonly until: Date; readonly detail: string },
): Promise<Advance> {
  const now = run.now();
  const waitingSince = state.waitingSince ?? now.toISOString();
  const waiting: DeliveryState = { ...state, waitingSince, retry: null };
  if (isExhausted("reconciling", waitingSince, now)) {
    return end({ kind: "unconfirmed", evidence: wait.detail, error: null, state: waiting });
  }
  await run.work.persist(waiting);
  const { until, detail } = wait;
  run.work.onEvent({ kind: "waiting", reason: "reconciling", until });
  return end({
    kind: "waiting",
    until,
    reason: "reconciling",
    detail,
    error: null,
    state: waiting,
  });
}
