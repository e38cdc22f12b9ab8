import { PlatformContractError } from "../errors";
import type { Advance } from "./advance";
import { giveUp } from "./after-failure";
import type { DeliveryResult } from "./delivery-result";
import type { DeliveryState } from "./delivery-state";
import { reconcile } from "./reconcile";
import type { RunContext } from "./run-context";
import { runStep } from "./run-step";
import { runTransfer } from "./run-transfer";
import { restoreError } from "./stored-error";

/** Far more than any machine needs between two waits: a post of 35 photos makes about a hundred. */
const maxMoves = 1_000;

/** Makes one move after the other until the delivery must wait or has ended. */
export async function drive(run: RunContext, from: DeliveryState): Promise<DeliveryResult> {
  let state = from;
  for (let moves = 0; ; moves += 1) {
    run.work.signal.throwIfAborted();
    let next = moves < maxMoves ? await move(run, state) : giveUp(state, goesInCircles(run));
    while (next.kind === "ask") {
      run.work.signal.throwIfAborted();
      next = await reconcile(run, next.state, next.question);
    }
    if (next.kind === "end") return next.result;
    state = next.state;
  }
}

/** One move. An open question comes before everything else: until it is settled nothing may be sent. */
async function move(run: RunContext, state: DeliveryState): Promise<Advance> {
  if (state.gaveUp !== null) {
    return reconcile(run, state, { kind: "gave-up", error: restoreError(state.gaveUp) });
  }
  if (state.commit === "armed" && !state.repeatable) {
    return reconcile(run, state, { kind: "interrupted" });
  }
  return state.position.kind === "step"
    ? runStep(run, state, state.position.step)
    : runTransfer(run, state, state.position);
}

function goesInCircles({ work }: RunContext): PlatformContractError {
  return new PlatformContractError({
    message: `The connector ${work.connector.id} made ${maxMoves} steps without an end or a wait. Report it to the connector's maintainers.`,
  });
}
