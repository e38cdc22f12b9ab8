import type { JobHandler } from "../jobs/job-queue";
import { claimNextDelivery } from "./claim-next-delivery";
import { createDeliveryLanes, type LaneWidths } from "./delivery-lanes";
import type { EngineDependencies } from "./engine-dependencies";
import { createDeliveryRunner } from "./run-delivery";

/** Much less than a job may take, since the delivery that is begun last needs its time too. */
const GO_ON_FOR_MS = 60_000;

/**
 * What a wake-up leads to: the delivery whose turn it is, which need not be the one that was named,
 * and then the next, until nothing can be taken. What cannot be taken because too much of its account
 * is in hand is taken by whoever finishes some of that.
 */
export function createDeliveryWorker(
  dependencies: EngineDependencies,
  widths: LaneWidths,
): JobHandler {
  const { database, jobs, now } = dependencies;
  const lanes = createDeliveryLanes(widths);
  const run = createDeliveryRunner(dependencies);
  return async (wakeUp, stopping) => {
    const until = now().getTime() + GO_ON_FOR_MS;
    while (!stopping.aborted) {
      const claimed = await lanes.claim((limits) => claimNextDelivery(database, now(), limits));
      if (claimed === null) return;
      try {
        await run(claimed.delivery, stopping);
      } finally {
        claimed.leave();
      }
      if (now().getTime() >= until) {
        return database.kysely
          .transaction()
          .execute((transaction) => jobs.enqueue(transaction, "advance-delivery", wakeUp, now()));
      }
    }
  };
}
