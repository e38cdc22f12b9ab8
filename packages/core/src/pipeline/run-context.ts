import type { Credential, StepContext } from "../connector";
import type { ByteSender } from "../transfer";
import type { DeliveryCredentials } from "./delivery-credentials";
import type { DeliveryState } from "./delivery-state";
import type { DeliveryWork } from "./delivery-work";

/** What the parts of one run share. */
export type RunContext = {
  readonly work: DeliveryWork;
  readonly sender: ByteSender;
  readonly now: () => Date;
  readonly random: () => number;
  readonly credentials: RunCredentials;
};

/** The connection's credential as this run sees it: remembers what it used, so that it can call it stale. */
export type RunCredentials = {
  current(): Promise<Credential>;
  /** Refreshes whatever `current` answered last. */
  refresh(): Promise<void>;
};

/** Binds a delivery's credentials to one run. */
export function createRunCredentials(
  credentials: DeliveryCredentials,
  signal: AbortSignal,
  onRefreshed: () => void,
): RunCredentials {
  let usedGeneration: number | null = null;
  return {
    async current() {
      const held = await credentials.current(signal);
      usedGeneration = held.generation;
      return held.credential;
    },
    async refresh() {
      if (usedGeneration === null) return;
      const held = await credentials.refresh(usedGeneration, signal);
      if (held.generation !== usedGeneration) onRefreshed();
      usedGeneration = held.generation;
    },
  };
}

/** What a connector gets for a step, from where the delivery stands. */
export async function stepContext(run: RunContext, state: DeliveryState): Promise<StepContext> {
  const { work } = run;
  return {
    deliveryId: work.deliveryId,
    draft: work.draft,
    accountId: work.accountId,
    credential: await run.credentials.current(),
    checkpoint: state.checkpoint,
    transfer: state.transferred,
    leases: state.leases,
    signal: work.signal,
  };
}
