import type { DatabaseTransaction } from "../database/gateway-database";
import type { DeliveryStatus } from "../deliveries/delivery-status";
import { queueMessages } from "../webhooks/queue-messages";

/** What changed, for timelines, listeners and webhooks. Ids and states: never what a post says. */
export type GatewayEvent = DeliveryEvent | ConnectionEvent;

/** A delivery has another status, or another reason for it. */
type DeliveryEvent = {
  readonly type: "delivery.updated";
  readonly tenantId: string;
  readonly postId: string;
  readonly deliveryId: string;
  readonly connectionId: string;
  readonly status: DeliveryStatus;
  readonly detail: string | null;
  readonly at: Date;
};

/** A connection can be used, will soon need its owner, cannot be used for now, or has ended. */
type ConnectionEvent = {
  readonly type:
    | "connection.active"
    | "connection.expiring"
    | "connection.reauthorization_required"
    | "connection.disconnected";
  readonly tenantId: string;
  readonly connectionId: string;
  readonly at: Date;
};

/**
 * Puts an event into the outbox, and what webhook endpoints are to be told of it, in the transaction that
 * makes the change: neither exists without the other. To be called under the lock of the row it is about (the post's, or the connection's), so that
 * the ids of one post grow in the order in which the changes commit.
 *
 * @returns the event's id, a decimal number as text.
 */
export async function recordEvent(
  transaction: DatabaseTransaction,
  event: GatewayEvent,
): Promise<string> {
  const delivery = event.type === "delivery.updated" ? event : null;
  const { id } = await transaction
    .insertInto("events")
    .values({
      tenant_id: event.tenantId,
      type: event.type,
      post_id: delivery?.postId ?? null,
      delivery_id: delivery?.deliveryId ?? null,
      connection_id: event.connectionId,
      status: delivery?.status ?? null,
      detail: delivery?.detail ?? null,
      at: event.at,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  await queueMessages(transaction, event);
  return String(id);
}
