import type { StepContext, StepEffect, StepOutcome } from "../connector";
import { PlatformContractError, type UploadPostError } from "../errors";
import { type Advance, ask } from "./advance";
import { afterFailure, asUploadPostError, giveUp } from "./after-failure";
import { afterStep } from "./after-step";
import { type DeliveryState, mayBeOut } from "./delivery-state";
import { type RunContext, stepContext } from "./run-context";
import { learnLimit, type TurnTaken, takeTurn, waitForTurn } from "./take-turn";

/** How often an amendment is tried again before the post stands without it. */
const maxAmendRetries = 5;

/** Runs the step a delivery stands before, once. */
export async function runStep(
  run: RunContext,
  from: DeliveryState,
  step: string,
): Promise<Advance> {
  const { work } = run;
  const { steps } = work.connector.publishing;
  const effect = Object.hasOwn(steps, step) ? steps[step]?.effect : undefined;
  if (effect === undefined) {
    const message = `The connector ${work.connector.id} named a step "${step}" that it does not declare. Report it to the connector's maintainers.`;
    return afterFailure(run, from, new PlatformContractError({ message }));
  }
  // Everything that can fail without effect comes before arming.
  const call = `step:${step}` as const;
  let context: StepContext;
  let turn: TurnTaken;
  try {
    context = await stepContext(run, from);
    turn = await takeTurn(run, from, call);
  } catch (thrown) {
    work.signal.throwIfAborted();
    const error = asUploadPostError(thrown, work.connector.id);
    return stepFailed(run, { before: from, armed: from, effect: "read" }, error);
  }
  if (turn.kind === "wait") return waitForTurn(run, turn);
  const { state } = turn;
  const armed = arm(state, effect);
  if (armed !== state) {
    await work.persist(armed);
    work.onEvent({ kind: "commit-armed" });
  }
  work.onEvent({ kind: "step-started", step, effect });
  let outcome: StepOutcome;
  try {
    outcome = await work.connector.publishing.run(step, context);
  } catch (thrown) {
    work.signal.throwIfAborted();
    const failure = asUploadPostError(thrown, work.connector.id);
    const error = await learnLimit(run, state, call, failure);
    return stepFailed(run, { before: state, armed, effect }, error);
  }
  const done: DeliveryState = {
    ...armed,
    checkpoint: outcome.checkpoint,
    // An idempotent step may have made it visible as well: after it, nothing may simply "fail".
    commit: armed.commit === "armed" ? "confirmed" : armed.commit,
    repeatable: false,
    retry: null,
  };
  return afterStep(run, done, outcome);
}

/** The state to make durable before a step that may publish; the same state when it needs none. */
function arm(state: DeliveryState, effect: StepEffect): DeliveryState {
  const commits = state.commits + 1;
  if (effect === "commit") return { ...state, commit: "armed", repeatable: false, commits };
  if (effect !== "idempotent" || mayBeOut(state.commit)) return state;
  return { ...state, commit: "armed", repeatable: true, commits };
}

async function stepFailed(
  run: RunContext,
  at: {
    readonly before: DeliveryState;
    readonly armed: DeliveryState;
    readonly effect: StepEffect;
  },
  error: UploadPostError,
): Promise<Advance> {
  const { before, armed } = at;
  // Only a proven "nothing happened" may be repeated; anything else stays armed and is reconciled.
  if (at.effect === "commit" && error.effect !== "none") return commitFailed(run, armed, error);
  if (at.effect === "idempotent") {
    // The key grew too old to repeat with: the connector says so by this very error.
    if (error.code === "outcome_unknown") return commitFailed(run, armed, error);
    if (error.effect === "none") return afterFailure(run, before, error);
    // May be repeated as it is, but where that cannot help only asking tells.
    return error.retryable ? afterFailure(run, armed, error) : commitFailed(run, armed, error);
  }
  if (at.effect === "amend" && before.commit !== "none") return amendFailed(run, before, error);
  return afterFailure(run, before, error);
}

/** It may be out: the platform is asked, now and by whoever comes after a crash. */
async function commitFailed(
  run: RunContext,
  state: DeliveryState,
  error: UploadPostError,
): Promise<Advance> {
  const armed: DeliveryState = { ...state, commit: "armed", repeatable: false };
  run.work.onEvent({ kind: "step-failed", code: error.code, message: error.message });
  if (state.commit !== "armed" || state.repeatable) await run.work.persist(armed);
  return ask(armed, { kind: "commit-failed", error });
}

/** An amendment that fails for good does not fail the post: what is out is read once more and stands. */
async function amendFailed(
  run: RunContext,
  state: DeliveryState,
  error: UploadPostError,
): Promise<Advance> {
  if (error.retryable && (state.retry?.count ?? 0) < maxAmendRetries) {
    return afterFailure(run, state, error);
  }
  run.work.onEvent({ kind: "step-failed", code: error.code, message: error.message });
  return giveUp(state, error);
}
