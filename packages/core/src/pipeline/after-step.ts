import type { StepOutcome } from "../connector";
import { beginProgress } from "../transfer";
import { type Advance, end, goOn } from "./advance";
import { afterOutcome } from "./after-outcome";
import type { DeliveryState } from "./delivery-state";
import { isExhausted } from "./retry-policy";
import type { RunContext } from "./run-context";

/** What follows a step that answered. */
export async function afterStep(
  run: RunContext,
  state: DeliveryState,
  outcome: StepOutcome,
): Promise<Advance> {
  switch (outcome.kind) {
    case "continue":
      return saved(run, {
        ...state,
        position: { kind: "step", step: outcome.step },
        waitingSince: null,
      });
    case "transfer":
      return saved(run, {
        ...state,
        position: {
          kind: "transfer",
          nextStep: outcome.nextStep,
          progress: progressFor(state, outcome),
        },
        waitingSince: null,
      });
    case "wait":
      return wait(run, state, outcome);
    case "done":
      return afterOutcome(run, state, outcome.outcome);
  }
}

async function saved(run: RunContext, state: DeliveryState): Promise<Advance> {
  await run.work.persist(state);
  return goOn(state);
}

/** The same plan again means the same transfer: it goes on where the platform says it stands. */
function progressFor(
  state: DeliveryState,
  outcome: Extract<StepOutcome, { kind: "transfer" }>,
): ReturnType<typeof beginProgress> {
  const { interrupted } = state;
  const same =
    interrupted !== null && JSON.stringify(interrupted.plan) === JSON.stringify(outcome.plan);
  return same ? { ...interrupted, interrupted: true } : beginProgress(outcome.plan);
}

async function wait(
  run: RunContext,
  state: DeliveryState,
  outcome: Extract<StepOutcome, { kind: "wait" }>,
): Promise<Advance> {
  const now = run.now();
  const waitingSince = state.waitingSince ?? now.toISOString();
  const waiting: DeliveryState = {
    ...state,
    position: { kind: "step", step: outcome.step },
    waitingSince,
  };
  if (state.commit !== "none" && isExhausted("processing", waitingSince, now)) {
    const evidence = `The platform has not finished since ${waitingSince}: ${outcome.reason}`;
    return end({ kind: "unconfirmed", evidence, error: null, state: waiting });
  }
  await run.work.persist(waiting);
  const { until, reason: detail } = outcome;
  run.work.onEvent({ kind: "waiting", reason: "processing", until });
  return end({
    kind: "waiting",
    until,
    reason: "processing",
    detail,
    error: null,
    state: waiting,
  });
}
