import { sql } from "kysely";
import type { GatewayDatabase } from "../database/gateway-database";
import type { DeliveryRow } from "./delivery-row";
import { activeStatuses } from "./delivery-status";

/** How long a worker owns a delivery without saying anything. */
export const LEASE_SECONDS = 60;

/**
 * How long the engine works on a delivery at most, from when it first was due: also one that nobody took
 * up in time is not published weeks late. It is more than all budgets of the pipeline together
 * (48 hours for limits, 72 for the owner, 24 each for the platform, processing and reconciling), so it
 * ends only what nothing else does.
 */
const ACTIVE_HOURS = 10 * 24;

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
      claims: sql`claims + 1`,
      deadline_at: (where) =>
        where
          .case()
          .when("status", "in", [...activeStatuses])
          .then(
            where.fn.coalesce(
              "deadline_at",
              sql<Date>`due_at + make_interval(hours => ${ACTIVE_HOURS})`,
            ),
          )
          .else(null)
          .end(),
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
