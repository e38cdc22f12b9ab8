import { sql } from "kysely";
import type { GatewayDatabase } from "../database/gateway-database";
import type { DeliveryRow } from "./delivery-row";

/** How long a worker owns a delivery without saying anything. */
export const LEASE_SECONDS = 60;

/**
 * Takes a due delivery for this worker, or answers `null` when there is nothing to do: not due, in
 * other hands, or ended. The fence moves, so that whoever had it before can write nothing more.
 *
 * Due times are the gateway's clock, leases the database's: replicas need not agree on the time.
 */
export async function claimDelivery(
  { kysely }: Pick<GatewayDatabase, "kysely">,
  deliveryId: string,
  now: Date,
): Promise<DeliveryRow | null> {
  const row = await kysely
    .updateTable("deliveries")
    .set({
      fence: sql`fence + 1`,
      lease_until: sql`now() + make_interval(secs => ${LEASE_SECONDS})`,
    })
    .where("id", "=", deliveryId)
    .where("due_at", "<=", now)
    .where((where) =>
      where.or([where("lease_until", "is", null), where("lease_until", "<", sql<Date>`now()`)]),
    )
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

/** Says that this worker is still at it. Answers false when the delivery is in other hands. */
export async function extendLease(
  { kysely }: Pick<GatewayDatabase, "kysely">,
  delivery: Pick<DeliveryRow, "id" | "fence">,
): Promise<boolean> {
  const updated = await kysely
    .updateTable("deliveries")
    .set({ lease_until: sql`now() + make_interval(secs => ${LEASE_SECONDS})` })
    .where("id", "=", delivery.id)
    .where("fence", "=", delivery.fence)
    .executeTakeFirst();
  return updated.numUpdatedRows === 1n;
}
