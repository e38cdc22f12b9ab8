import { type ByteSender, createNodeByteSender } from "../transfer";
import { asUploadPostError } from "./after-failure";
import { type CancelResult, cancel } from "./cancel";
import type { DeliveryResult } from "./delivery-result";
import { type DeliveryState, startAttempt, unstartedAttempt } from "./delivery-state";
import type { DeliveryWork } from "./delivery-work";
import { drive } from "./drive";
import { createRunCredentials, type RunContext } from "./run-context";
import { closeWait } from "./wait-ledger";

/** What a pipeline needs from its host. */
export type PipelineOptions = {
  /** Carries the bytes; a sender on `node:http` by default. */
  readonly sender?: ByteSender;
  readonly now?: () => Date;
  /** In `[0, 1)`; spreads retries. */
  readonly random?: () => number;
};

/** Drives deliveries. Holds no state of its own: everything it knows is in {@link DeliveryState}. */
export interface Pipeline {
  /**
   * Works on a delivery until it must wait or has ended. It never sleeps: the host calls again at
   * `until`, in this process or another.
   *
   * Throws only what `persist`, `leases.release` and `onEvent` threw, and the signal's reason after an
   * abort; running again from the state persisted last is right after each. Every failure of the
   * platform, the media, the credentials or the connector is a result.
   */
  run(work: DeliveryWork): Promise<DeliveryResult>;
  /**
   * Stops a delivery that nobody is running: withdraws at the platform what can be withdrawn.
   *
   * The host must own the delivery (its fence), so that no run goes on beside this, and must remember
   * the wish to cancel before it calls, so that a crash in between cannot publish after all.
   *
   * Answers `canceled` only when nothing can appear; the media's addresses are released then. After
   * `too-late` the delivery is as it was, to be run further; after `unsettled` it is not to be run, but to
   * be canceled again. Throws like {@link Pipeline.run}.
   */
  cancel(work: DeliveryWork): Promise<CancelResult>;
}

/**
 * Makes a pipeline.
 *
 * @example
 * ```ts
 * const pipeline = createPipeline();
 * const result = await pipeline.run({ connector, draft, media, state: null, ...host });
 * ```
 */
export function createPipeline(options: PipelineOptions = {}): Pipeline {
  const sender = options.sender ?? createNodeByteSender();
  const now = options.now ?? (() => new Date());
  const random = options.random ?? Math.random;
  const begin = (work: DeliveryWork): RunContext => {
    const onRefreshed = () => work.onEvent({ kind: "credential-refreshed" });
    const credentials = createRunCredentials(work.credentials, work.signal, onRefreshed);
    return { work, sender, now, random, credentials };
  };
  return {
    async run(work) {
      work.signal.throwIfAborted();
      const run = begin(work);
      const result = await (work.state === null
        ? first(run)
        : drive(run, resumed(work.state, now())));
      if (result.kind !== "waiting") await work.leases.release(work.deliveryId);
      return result;
    },
    async cancel(work) {
      work.signal.throwIfAborted();
      const result = await cancel(begin(work), work.state);
      if (result.kind === "canceled") await work.leases.release(work.deliveryId);
      return result;
    },
  };
}

async function first(run: RunContext): Promise<DeliveryResult> {
  const { work } = run;
  let state: DeliveryState;
  try {
    state = startAttempt(work.connector, { ...work, attempt: 1 });
  } catch (thrown) {
    const error = asUploadPostError(thrown, work.connector.id);
    return { kind: "failed", error, state: unstartedAttempt(work) };
  }
  await work.persist(state);
  work.onEvent({ kind: "attempt-started", attempt: 1 });
  return drive(run, state);
}

/**
 * Books the wait that is over; an owner who came back has a clean slate for refreshing. What an earlier
 * release wrote down has no turn and has not given up.
 */
function resumed(state: DeliveryState, now: Date): DeliveryState {
  const waits = closeWait(state.waits, now);
  return {
    ...state,
    waits,
    gaveUp: state.gaveUp ?? null,
    turn: state.turn ?? null,
    retry: state.waits.open?.reason === "authorization" ? null : state.retry,
  };
}
