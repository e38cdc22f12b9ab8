import { mayBeOut } from "@upload-post/core";
import type { JobHandler } from "../jobs/job-queue";
import { markPoint } from "../operations/mark-point";
import { advanceDelivery } from "./advance-delivery";
import { cancelDelivery, withdrawStaged } from "./cancel-delivery";
import { DeliveryLostError } from "./change-delivery";
import { claimDelivery } from "./claim-delivery";
import type { DeliveryRow } from "./delivery-row";
import { expireReview, releaseSchedule } from "./due-before-run";
import { endDelivery, overdue } from "./end-delivery";
import type { EngineDependencies } from "./engine-dependencies";
import { keepLease } from "./keep-lease";
import { observeDelivery } from "./observe-delivery";
import { DeliveryPausedError, parkDelivery, requireUnpaused } from "./pause-delivery";
import { releaseDelivery } from "./release-delivery";

/**
 * Works on one named delivery: claims the row, does what its status says, hands it back. Doing so
 * twice, late or for nothing is harmless; the row decides.
 */
export function createDeliveryHandler(dependencies: EngineDependencies): JobHandler {
  const run = createDeliveryRunner(dependencies);
  return async ({ id }, stopping) => {
    const delivery = await claimDelivery(dependencies.database, id, dependencies.now());
    if (delivery !== null) await run(delivery, stopping);
  };
}

/** Works on a delivery that this worker has claimed. */
export function createDeliveryRunner(
  dependencies: EngineDependencies,
): (delivery: DeliveryRow, stopping: AbortSignal) => Promise<void> {
  return async (delivery, stopping) => {
    markPoint("delivery.claimed");
    const lease = keepLease(dependencies, delivery, stopping);
    try {
      await act(dependencies, delivery, lease.signal).catch(async (error: unknown) => {
        if (!(error instanceof DeliveryPausedError)) throw error;
        await parkDelivery(dependencies, delivery);
      });
    } catch (error) {
      if (error instanceof DeliveryLostError || lease.isLost()) {
        dependencies.logger.info({ deliveryId: delivery.id }, "delivery is in other hands");
        return;
      }
      // Whatever went wrong here is ours, not the platform's: the delivery is due again shortly.
      await releaseDelivery(dependencies, delivery, { isFailure: !stopping.aborted });
      if (!stopping.aborted) throw error;
    } finally {
      lease.stop();
    }
  };
}

async function act(
  dependencies: EngineDependencies,
  delivery: DeliveryRow,
  signal: AbortSignal,
): Promise<void> {
  const reason = overdue(delivery, dependencies.now());
  if (reason !== null) return endDelivery(dependencies, delivery, reason);
  switch (delivery.status) {
    case "awaiting_review":
      return expireReview(dependencies, delivery);
    case "scheduled":
      return releaseSchedule(dependencies, delivery);
    case "queued":
    case "uploading":
    case "processing":
    case "waiting":
      if (delivery.cancel_requested_at !== null) {
        return cancelDelivery(dependencies, delivery, signal);
      }
      // What may be out already has to be asked about, paused or not.
      if (!mayBeOut(delivery.commit_state)) {
        await requireUnpaused(dependencies.database.kysely, delivery);
      }
      return advanceDelivery(dependencies, delivery, signal);
    case "published":
    case "in_inbox":
      return observeDelivery(dependencies, delivery, signal);
    case "canceled":
      return withdrawStaged(dependencies, delivery, signal);
    case "failed":
    case "unconfirmed":
      return;
  }
}
