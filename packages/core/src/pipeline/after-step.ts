import { isDeepStrictEqual } from "node:util";
import type { StepOutcome } from "../connector";
import { PlatformUnavailableError } from "../errors";
import { beginProgress } from "../transfer";
import { type Advance, end, goOn } from "./advance";
import { afterOutcome } from "./after-outcome";
import type { DeliveryState } from "./delivery-state";
import type { RunContext } from "./run-context";
import { waitFor } from "./wait-for";

/** What follows a step that answered. */
export async function afterStep(
  run: RunContext,
  state: DeliveryState,
  outcome: StepOutcome,
): Promise<Advance> {
  switch (outcome.kind) {
    case "continue":
      return saved(run, { ...state, position: { kind: "step", step: outcome.step } });
    case "transfer": {
      const progress = progressFor(state, outcome);
      const position = { kind: "transfer", nextStep: outcome.nextStep, progress } as const;
      return saved(run, { ...state, position });
    }
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
  // Compared as values: a store may have given the keys of the plan another order.
  const same = interrupted !== null && isDeepStrictEqual(interrupted.plan, outcome.plan);
  return same ? { ...interrupted, interrupted: true } : beginProgress(outcome.plan);
}

async function wait(
  run: RunContext,
  before: DeliveryState,
  outcome: Extract<StepOutcome, { kind: "wait" }>,
): Promise<Advance> {
  const { until: wished, reason: detail } = outcome;
  const state: DeliveryState = { ...before, position: { kind: "step", step: outcome.step } };
  const waiting = await waitFor(run, state, { wished, reason: "processing", detail, error: null });
  if (waiting !== null) return waiting;
  if (state.commit === "none") return end({ kind: "failed", error: neverReady(detail), state });
  const evidence = `The platform has not finished: ${detail}`;
  return end({ kind: "unconfirmed", evidence, error: null, state });
}

function neverReady(detail: string): PlatformUnavailableError {
  return new PlatformUnavailableError({
    message: `The platform was not ready in a day, and nothing was published. It last said: ${detail} Post again later.`,
  });
}
