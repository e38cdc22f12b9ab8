import type { Connector } from "../../connector";
import {
  createPipeline,
  createUnlimitedPlatformLimits,
  type DeliveryResult,
  type DeliveryState,
  type DeliveryWork,
} from "../../pipeline";
import type { ConnectorCase, ConnectorHarness } from "./connector-harness";

/** A process that dies. */
class Killed extends Error {}

/** When it dies: at its n-th written state (1 for the first), before or after that is on the disk. */
export type Death = { readonly persist: number; readonly when: "before" | "after" };

/** How a delivery of the suite went. */
export type DrivenDelivery = {
  readonly result: DeliveryResult;
  /** How many states were written down. */
  readonly persists: number;
};

const maxRuns = 200;

/**
 * Delivers one case as a host would: every state goes through JSON, waits let time pass.
 * After a death another process goes on from what was on the disk.
 */
export async function drive(
  harness: ConnectorHarness,
  { draft, media }: ConnectorCase,
  options: { readonly connector?: Connector; readonly death?: Death } = {},
): Promise<DrivenDelivery> {
  const { sender, now } = harness;
  const pipeline = createPipeline({ sender, now, random: () => 0 });
  let state: DeliveryState | null = null;
  let persists = 0;

  const persist = async (next: DeliveryState) => {
    persists += 1;
    const dies = persists === options.death?.persist;
    if (dies && options.death?.when === "before") throw new Killed();
    state = JSON.parse(JSON.stringify(next));
    if (dies) throw new Killed();
  };

  for (let run = 0; run < maxRuns; run += 1) {
    let result: DeliveryResult;
    try {
      const connector = options.connector ?? harness.connector;
      const work = deliveryWork(harness, { draft, media }, { connector, state, persist });
      result = await pipeline.run(work);
    } catch (error) {
      if (error instanceof Killed) continue;
      throw error;
    }
    if (result.kind !== "waiting") return { result, persists };
    state = JSON.parse(JSON.stringify(result.state));
    await harness.passTimeUntil(result.until);
  }
  throw new Error(`The delivery did not end within ${maxRuns} runs.`);
}

/** The one delivery of a harness, for a pipeline: nothing counts calls, and tokens never run out. */
export function deliveryWork(
  { credential, accountId, leases }: ConnectorHarness,
  { draft, media }: Pick<ConnectorCase, "draft" | "media">,
  run: Pick<DeliveryWork, "connector" | "state" | "persist">,
): DeliveryWork {
  return {
    ...{ deliveryId: "delivery-1", accountId, draft, media, leases, ...run },
    credentials: {
      current: async () => ({ credential, generation: 1 }),
      refresh: async () => ({ credential, generation: 1 }),
    },
    limits: createUnlimitedPlatformLimits(),
    signal: new AbortController().signal,
    onEvent: () => undefined,
  };
}
