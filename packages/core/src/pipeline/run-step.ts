import type { StepContext, StepEffect, StepOutcome } from "../connector";
import { PlatformContractError, type UploadPostError } from "../errors";
import { type Advance, goOn } from "./advance";
import { afterFailure, asUploadPostError } from "./after-failure";
import { afterStep } from "./after-step";
import type { DeliveryState } from "./delivery-state";
import { type RunContext, stepContext } from "./run-context";

/** How often an amendment is tried again before the post stands without it. */
const maxAmendRetries = 5;

/** Runs the step a delivery stands before, once. */
export async function runStep(
  run: RunContext,
  state: DeliveryState,
  step: string,
): Promise<Advance> {
  const { work } = run;
  const declared = work.connector.publishing.steps[step];
  if (declared === undefined) {
    const message = `The connector ${work.connector.id} named a step "${step}" that it does not declare. Report it to the connector's maintainers.`;
    return afterFailure(run, state, new PlatformContractError({ message }));
  }
  // Everything that can fail without effect comes before arming.
  let context: StepContext;
  try {
    context = await stepContext(run, state);
  } catch (thrown) {
    return stepFailed(run, { before: state, armed: state, effect: "read" }, thrown);
  }
  const armed: DeliveryState = declared.effect === "commit" ? { ...state, commit: "armed" } : state;
  if (armed !== state) {
    await work.persist(armed);
    work.onEvent({ kind: "commit-armed" });
  }
  work.onEvent({ kind: "step-started", step, effect: declared.effect });
  let outcome: StepOutcome;
  try {
    outcome = await work.connector.publishing.run(step, context);
  } catch (thrown) {
    return stepFailed(run, { before: state, armed, effect: declared.effect }, thrown);
  }
  return afterStep(
    run,
    {
      ...armed,
      checkpoint: outcome.checkpoint,
      // An idempotent step may have made it visible as well: after it, nothing may simply "fail".
      commit:
        declared.effect === "commit" || declared.effect === "idempotent"
          ? "confirmed"
          : armed.commit,
      retry: null,
    },
    outcome,
  );
}

async function stepFailed(
  run: RunContext,
  at: {
    readonly before: DeliveryState;
    readonly armed: DeliveryState;
    readonly effect: StepEffect;
  },
  thrown: unknown,
): Promise<Advance> {
  run.work.signal.throwIfAborted();
  const error = asUploadPostError(thrown, run.work.connector.id);
  switch (at.effect) {
    case "commit":
      // Only a proven "nothing happened" may be repeated; anything else stays armed and is reconciled.
      if (error.effect === "none") return afterFailure(run, at.before, error);
      run.work.onEvent({ kind: "step-failed", code: error.code, message: error.message });
      return goOn(at.armed);
    case "idempotent":
      // The key grew too old to repeat with (the connector says so by this very error), or it cannot
      // be repeated although it may have happened: only asking tells.
      if (error.code === "outcome_unknown" || (!error.retryable && error.effect !== "none")) {
        const armed: DeliveryState = { ...at.before, commit: "armed" };
        await run.work.persist(armed);
        return goOn(armed);
      }
      return afterFailure(run, at.before, error);
    case "amend":
      return amendFailed(run, at.before, error);
    default:
      return afterFailure(run, at.before, error);
  }
}

/** An amendment that fails for good does not fail the post: what is out is read once more and stands. */
async function amendFailed(
  run: RunContext,
  state: DeliveryState,
  error: UploadPostError,
): Promise<Advance> {
  const retries = state.retry?.code === error.code ? state.retry.count : 0;
  if (error.retryable && retries < maxAmendRetries) return afterFailure(run, state, error);
  run.work.onEvent({ kind: "step-failed", code: error.code, message: error.message });
  const armed: DeliveryState = { ...state, commit: "armed" };
  await run.work.persist(armed);
  return goOn(armed);
}
