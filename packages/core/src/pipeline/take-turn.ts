import type { LimitedCall } from "../connector";
import { isRateLimitError, RateLimitError, type UploadPostError } from "../errors";
import type { Advance } from "./advance";
import { giveUp } from "./after-failure";
import { type DeliveryState, mayBeOut } from "./delivery-state";
import { type LimitReached, type LimitUse, limitReachedError } from "./platform-limits";
import { afterPatience } from "./retry-policy";
import { fromHost, type RunContext } from "./run-context";
import { waitFor } from "./wait-for";

/** Whether a call may be made now. Its place, if one was kept, is used up then. */
export type TurnTaken =
  | { readonly kind: "free"; readonly state: DeliveryState }
  | { readonly kind: "wait"; readonly state: DeliveryState; readonly reached: LimitReached };

/** Takes the turn for a call of this delivery. Throws when the host cannot count. */
export async function takeTurn(
  run: RunContext,
  state: DeliveryState,
  call: LimitedCall,
): Promise<TurnTaken> {
  const { work } = run;
  const taken = await fromHost("limits", work.signal, () =>
    work.limits.take(useOf(run, state, call)),
  );
  return taken.kind === "free"
    ? { kind: "free", state: state.turn === null ? state : { ...state, turn: null } }
    : { kind: "wait", state: { ...state, turn: taken.turn }, reached: taken };
}

/** Ends the run until it is the delivery's turn, if there is patience left. */
export async function waitForTurn(
  run: RunContext,
  { state, reached }: Extract<TurnTaken, { kind: "wait" }>,
): Promise<Advance> {
  const error = limitReachedError(run.work.connector.displayName, reached);
  const limited = reached.window === "burst" ? "rate_limited" : "quota_exhausted";
  const isOut = mayBeOut(state.commit);
  const waiting = await waitFor(run, state, {
    wished: new Date(run.now().getTime() + reached.waitMs),
    // What is out already only asks how it goes, and that may take a moment longer.
    reason: isOut ? "processing" : limited,
    detail: error.message,
    error: isOut ? null : error,
  });
  return waiting ?? giveUp(state, afterPatience(error, limited));
}

/**
 * Lets the host remember a limit that the platform told of, and adds what it knows to the error.
 * Every other error is given back as it is.
 */
export async function learnLimit(
  run: RunContext,
  state: DeliveryState,
  call: LimitedCall,
  error: UploadPostError,
): Promise<UploadPostError> {
  if (!isRateLimitError(error)) return error;
  const { work } = run;
  try {
    const { limit, waitMs } = await work.limits.learn(useOf(run, state, call), error);
    return new RateLimitError({
      window: error.code === "rate_limited" ? "burst" : "daily",
      limit,
      limitScope: error.limitScope,
      retryAfterMs: waitMs,
      message: error.message,
      effect: error.effect,
      platform: error.platform,
      cause: error,
    });
  } catch {
    // What the platform said counts for this delivery, even where it cannot be written down for others.
    work.signal.throwIfAborted();
    return error;
  }
}

function useOf({ work }: RunContext, state: DeliveryState, call: LimitedCall): LimitUse {
  const { connector, accountId, deliveryId: id, draft } = work;
  return { connector, accountId, call, delivery: { id, mode: draft.mode, turn: state.turn } };
}
