import { claimDelivery } from "./claim-delivery";
import type { EngineDependencies } from "./engine-dependencies";
import { releaseDelivery } from "./release-delivery";
import { createDeliveryRunner } from "./run-delivery";

/** Carries out a wish to cancel at once, in this process, unless a worker has the delivery in its hands. */
export type CancelNow = (deliveryId: string, stopping: AbortSignal) => Promise<void>;

/** Makes {@link CancelNow}. */
export function createCancelNow(dependencies: EngineDependencies): CancelNow {
  const run = createDeliveryRunner(dependencies);
  return async (deliveryId, stopping) => {
    const delivery = await claimDelivery(dependencies.database, deliveryId, dependencies.now());
    if (delivery === null) return;
    // Somebody was faster; the delivery itself is the engine's to go on with.
    if (delivery.cancel_requested_at === null) {
      return releaseDelivery(dependencies, delivery, { isFailure: false });
    }
    await run(delivery, stopping);
  };
}
