import { toConnection } from "../connections/connection";
import { toConnectionBody } from "../connections/connection-body";
import type { DatabaseTransaction } from "../database/gateway-database";
import type { GatewayEvent } from "../events/record-event";
import { toDeliveryBody } from "../posts/to-post-body";

/** What an event is about. */
export type EventSubject = {
  readonly id: string;
  /** The caller's own id of the account's owner. */
  readonly user: string;
  readonly platform: string;
  /** As the API shows it at the moment of the event. */
  readonly data: Readonly<Record<string, unknown>>;
};

/** Reads what an event is about, inside the transaction that makes the event. */
export async function readEventSubject(
  transaction: DatabaseTransaction,
  event: GatewayEvent,
): Promise<EventSubject> {
  return event.type === "delivery.updated"
    ? await readDelivery(transaction, event.deliveryId)
    : await readConnection(transaction, event.connectionId, event.at);
}

async function readDelivery(transaction: DatabaseTransaction, id: string): Promise<EventSubject> {
  const delivery = await transaction
    .selectFrom("deliveries")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  const events = await transaction
    .selectFrom("events")
    .select(["at", "status", "detail"])
    .where("delivery_id", "=", id)
    .orderBy("id")
    .execute();
  const timeline = events.flatMap(({ at, status, detail }) =>
    status === null ? [] : [{ at, status, detail }],
  );
  const { owner_user: user, platform, post_id: post } = delivery;
  return { id, user, platform, data: { ...toDeliveryBody({ delivery, events: timeline }), post } };
}

async function readConnection(
  transaction: DatabaseTransaction,
  id: string,
  at: Date,
): Promise<EventSubject> {
  const row = await transaction
    .selectFrom("connections")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  const connection = toConnection(row, at);
  const { user, platform } = connection;
  return { id, user, platform, data: toConnectionBody(connection) };
}
