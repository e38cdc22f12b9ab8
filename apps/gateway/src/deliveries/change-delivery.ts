import { sql, type Updateable } from "kysely";
import type { DatabaseSchema } from "../database/database-schema";
import type { DatabaseTransaction } from "../database/gateway-database";
import type { DeliveryRow } from "./delivery-row";
import type { DeliveryStatus } from "./delivery-status";

/** What a change does to the row; members that are left out stay as they are. */
export type DeliveryChange = Omit<Updateable<DatabaseSchema["deliveries"]>, "status"> & {
  readonly status: DeliveryStatus;
};

/** A worker that no longer owns its delivery: somebody else does, or it was canceled. */
export class DeliveryLostError extends Error {
  constructor(deliveryId: string) {
    super(`The delivery ${deliveryId} is in other hands; this worker stops without another call.`);
    this.name = "DeliveryLostError";
  }
}

/**
 * The one way in which a delivery's status changes: a fenced compare-and-set, with the timeline and the
 * post's revision in the same transaction.
 *
 * @throws DeliveryLostError when the fence has moved since `delivery` was read.
 */
export async function changeDelivery(
  transaction: DatabaseTransaction,
  delivery: Pick<DeliveryRow, "id" | "post_id" | "fence" | "status" | "status_detail">,
  change: DeliveryChange,
  now: Date,
): Promise<void> {
  const updated = await transaction
    .updateTable("deliveries")
    .set({ ...change, updated_at: now })
    .where("id", "=", delivery.id)
    .where("fence", "=", delivery.fence)
    .executeTakeFirst();
  if (updated.numUpdatedRows !== 1n) throw new DeliveryLostError(delivery.id);
  const detail = change.status_detail === undefined ? delivery.status_detail : change.status_detail;
  if (change.status === delivery.status && detail === delivery.status_detail) return;
  await recordChange(transaction, delivery, { status: change.status, detail: detail ?? null }, now);
}

/** Writes a line of the timeline and wakes whoever waits for the post to change. */
export async function recordChange(
  transaction: DatabaseTransaction,
  delivery: Pick<DeliveryRow, "id" | "post_id">,
  event: { readonly status: DeliveryStatus; readonly detail: string | null },
  now: Date,
): Promise<void> {
  await transaction
    .insertInto("delivery_events")
    .values({ delivery_id: delivery.id, at: now, status: event.status, detail: event.detail })
    .execute();
  await transaction
    .updateTable("posts")
    .set({ revision: sql`revision + 1` })
    .where("id", "=", delivery.post_id)
    .execute();
}
