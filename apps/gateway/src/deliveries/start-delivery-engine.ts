import { createDeliveryWorker } from "./create-delivery-worker";
import type { LaneWidths } from "./delivery-lanes";
import type { EngineDependencies } from "./engine-dependencies";
import { sweepDeliveries } from "./sweep-deliveries";

const widths: LaneWidths = { workers: 8, uploads: 6, uploadsPerTenant: 4 };
const SWEEP_EVERY_MS = 15_000;

/** A running engine. */
export type DeliveryEngine = { stop(): void };

/** Works on deliveries in this process, and sweeps for forgotten ones. The job queue is stopped by its owner. */
export async function startDeliveryEngine(
  dependencies: EngineDependencies,
): Promise<DeliveryEngine> {
  await dependencies.jobs.work(
    "advance-delivery",
    widths.workers,
    createDeliveryWorker(dependencies, widths),
  );
  const sweep = async (graceMs?: number) => {
    try {
      await sweepDeliveries(dependencies, graceMs);
    } catch (error) {
      dependencies.logger.warn({ error }, "sweeping for forgotten deliveries failed");
    }
  };
  const timer = setInterval(() => void sweep(), SWEEP_EVERY_MS);
  timer.unref();
  // What a process left that died a moment ago is not waited for: its wake-ups died with it.
  await sweep(0);
  return { stop: () => clearInterval(timer) };
}
