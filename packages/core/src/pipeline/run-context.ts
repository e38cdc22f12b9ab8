import type { Credential, StepContext } from "../connector";
import { isUploadPostError, StorageUnavailableError } from "../errors";
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
      const held = await fromHost("credential", signal, () => credentials.current(signal));
      usedGeneration = held.generation;
      return held.credential;
    },
    async refresh() {
      const stale = usedGeneration;
      if (stale === null) return;
      const held = await fromHost("credential", signal, () => credentials.refresh(stale, signal));
      if (held.generation !== usedGeneration) onRefreshed();
      usedGeneration = held.generation;
    },
  };
}

/**
 * Calls something of the host's. What it throws beside the errors of this house is a storage that is
 * down, not a defect of the connector: the delivery waits.
 */
export async function fromHost<T>(
  what: "credential" | "limits" | "media addresses",
  signal: AbortSignal,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (thrown) {
    signal.throwIfAborted();
    if (isUploadPostError(thrown)) throw thrown;
    throw new StorageUnavailableError({
      message: `This service could not get the ${what} of the delivery. It tries again; if this stays, look at its storage.`,
      cause: thrown,
    });
  }
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
