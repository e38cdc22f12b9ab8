import { type ByteSender, createNodeByteSender } from "../transfer";
import type { Advance } from "./advance";
import type { DeliveryResult } from "./delivery-result";
import { type DeliveryState, startAttempt } from "./delivery-state";
import type { DeliveryWork } from "./delivery-work";
import { reconcile } from "./reconcile";
import { createRunCredentials, type RunContext } from "./run-context";
import { runStep } from "./run-step";
import { runTransfer } from "./run-transfer";

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
   * Throws only what `persist` threw, and the signal's reason after an abort. Every failure of the
   * platform, the media or the connector is a result.
   */
  run(work: DeliveryWork): Promise<DeliveryResult>;
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
  return {
    async run(work) {
      const credentials = createRunCredentials(work.credentials, work.signal, () =>
        work.onEvent({ kind: "credential-refreshed" }),
      );
      const run: RunContext = { work, sender, now, random, credentials };
      const result = await runToEnd(run, await beginOrContinue(work));
      if (result.kind !== "waiting") await work.leases.release(work.deliveryId);
      return result;
    },
  };
}

async function beginOrContinue(work: DeliveryWork): Promise<DeliveryState> {
  if (work.state !== null) return work.state;
  const state = startAttempt(work.connector, { ...work, attempt: 1 });
  await work.persist(state);
  work.onEvent({ kind: "attempt-started", attempt: 1 });
  return state;
}

async function runToEnd(run: RunContext, from: DeliveryState): Promise<DeliveryResult> {
  let state = from;
  for (;;) {
    run.work.signal.throwIfAborted();
    const next = await move(run, state);
    if (next.kind === "end") return next.result;
    state = next.state;
  }
}

/** One move. An armed commit comes before everything else: until it is settled nothing may be sent. */
function move(run: RunContext, state: DeliveryState): Promise<Advance> {
  if (state.commit === "armed") return reconcile(run, state);
  return state.position.kind === "step"
    ? runStep(run, state, state.position.step)
    : runTransfer(run, state, state.position);
}
