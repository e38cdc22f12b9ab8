import { markPoint } from "../operations/mark-point";
import type { DeliveryRow } from "./delivery-row";
import type { EngineDependencies } from "./engine-dependencies";

const RETRY_AFTER_MS = 5_000;

/** Hands a delivery back undone: somebody takes it up again in a few seconds. */
export async function releaseDelivery(
  { database, jobs, now }: Pick<EngineDependencies, "database" | "jobs" | "now">,
  delivery: Pick<DeliveryRow, "id" | "fence">,
): Promise<void> {
  const dueAt = new Date(now().getTime() + RETRY_AFTER_MS);
  await database.kysely.transaction().execute(async (transaction) => {
    const updated = await transaction
      .updateTable("deliveries")
      .set({ lease_until: null, due_at: dueAt })
      .where("id", "=", delivery.id)
      .where("fence", "=", delivery.fence)
      .executeTakeFirst();
    if (updated.numUpdatedRows !== 1n) return;
    await jobs.enqueue(transaction, "advance-delivery", { id: delivery.id }, dueAt);
  });
  markPoint("delivery.released");
}
