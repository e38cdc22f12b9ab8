import type { UploadPostError } from "../errors";
import { type Advance, end } from "./advance";
import type { WaitReason } from "./delivery-result";
import type { DeliveryState } from "./delivery-state";
import type { RunContext } from "./run-context";
import { openWait } from "./wait-ledger";

/** A wait whose ledger entry is made: persists it, tells of it, and ends the run. */
export async function endWaiting(
  run: RunContext,
  state: DeliveryState,
  wait: {
    readonly until: Date;
    readonly reason: WaitReason;
    /** For people. */
    readonly detail: string;
    readonly error: UploadPostError | null;
  },
): Promise<Advance> {
  await run.work.persist(state);
  const { until, reason } = wait;
  run.work.onEvent({ kind: "waiting", reason, until });
  return end({ kind: "waiting", ...wait, state });
}

/** Waits, if there is patience left for the reason; `null` when there is none. */
export async function waitFor(
  run: RunContext,
  state: DeliveryState,
  wait: {
    readonly wished: Date;
    readonly reason: WaitReason;
    readonly detail: string;
    readonly error: UploadPostError | null;
  },
): Promise<Advance | null> {
  const { wished, reason, detail, error } = wait;
  const opened = openWait(state.waits, { reason, wished, now: run.now() });
  if (opened === null) return null;
  const { until, ledger } = opened;
  return endWaiting(run, { ...state, waits: ledger }, { until, reason, detail, error });
}
