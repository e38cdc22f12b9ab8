import { markPoint } from "../operations/mark-point";
import type { DeliveryRow } from "./delivery-row";
import type { EngineDependencies } from "./engine-dependencies";

const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 60 * 60 * 1000;

/**
 * Hands a delivery back undone. After a failure it is due again in a few seconds, and later every time
 * that it fails again; a worker that only stops hands it over at once.
 */
export async function releaseDelivery(
  { database, jobs, now }: Pick<EngineDependencies, "database" | "jobs" | "now">,
  delivery: Pick<DeliveryRow, "id" | "fence" | "claims">,
  { isFailure }: { readonly isFailure: boolean },
): Promise<void> {
  const pauseMs = isFailure ? pauseAfter(delivery.claims) : 0;
  const dueAt = new Date(now().getTime() + pauseMs);
  await database.kysely.transaction().execute(async (transaction) => {
    const updated = await transaction
      .updateTable("deliveries")
      .set({
        lease_until: null,
        due_at: dueAt,
        claims: isFailure ? delivery.claims : delivery.claims - 1,
      })
      .where("id", "=", delivery.id)
      .where("fence", "=", delivery.fence)
      .executeTakeFirst();
    if (updated.numUpdatedRows !== 1n) return;
    await jobs.enqueue(transaction, "advance-delivery", { id: delivery.id }, dueAt);
  });
  markPoint("delivery.released");
}

function pauseAfter(claims: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** (claims - 1), LONGEST_PAUSE_MS);
}
