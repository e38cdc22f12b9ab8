import { DeliveryLostError } from "./change-delivery";
import { extendLease, LEASE_SECONDS } from "./claim-delivery";
import type { DeliveryRow } from "./delivery-row";
import type { EngineDependencies } from "./engine-dependencies";

/** A lease that is kept alive until it is stopped; its signal aborts when it is lost. */
export type KeptLease = { readonly signal: AbortSignal; isLost(): boolean; stop(): void };

/** Extends the lease three times in its life, so that one slow answer of the database does not lose it. */
export function keepLease(
  dependencies: Pick<EngineDependencies, "database" | "logger">,
  delivery: Pick<DeliveryRow, "id" | "fence">,
  stopping: AbortSignal,
): KeptLease {
  const lost = new AbortController();
  const extend = async () => {
    try {
      if (!(await extendLease(dependencies.database, delivery))) {
        lost.abort(new DeliveryLostError(delivery.id));
      }
    } catch (error) {
      // A database that is away for a moment: fenced writes decide in the end.
      dependencies.logger.warn({ error, deliveryId: delivery.id }, "lease not extended");
    }
  };
  const timer = setInterval(() => void extend(), (LEASE_SECONDS * 1000) / 3);
  timer.unref();
  return {
    signal: AbortSignal.any([stopping, lost.signal]),
    isLost: () => lost.signal.aborted,
    stop: () => clearInterval(timer),
  };
}
