import { randomId } from "../access/random-id";
import type { DatabaseTransaction } from "../database/gateway-database";
import type { GatewayEvent } from "../events/record-event";
import { type EventSubject, readEventSubject } from "./event-subject";

/**
 * Writes an event down once for every endpoint that is to be told about it, in the transaction of the
 * event. Asks for nothing more when the tenant has no endpoint. To be called under the lock of the row
 * the event is about, which keeps the messages about it in order.
 */
export async function queueMessages(
  transaction: DatabaseTransaction,
  event: GatewayEvent,
): Promise<void> {
  const endpoints = await transaction
    .selectFrom("webhook_endpoints")
    .select(["id", "events", "users", "platforms"])
    .where("tenant_id", "=", event.tenantId)
    .where("disabled_at", "is", null)
    .orderBy("id")
    // One that is being deleted right now is gone, or goes after this.
    .forKeyShare()
    .execute();
  const listening = endpoints.filter(({ events }) => events.includes(event.type));
  if (listening.length === 0) return;
  const subject = await readEventSubject(transaction, event);
  const { type, at } = event;
  const body = JSON.stringify({ type, timestamp: at.toISOString(), data: subject.data });
  for (const endpoint of listening) {
    if (!mayKnow(endpoint, subject)) continue;
    await transaction
      .insertInto("webhook_messages")
      .values({
        id: randomId("msg"),
        tenant_id: event.tenantId,
        endpoint_id: endpoint.id,
        subject_id: subject.id,
        status: "pending",
        due_at: (await isFirst(transaction, endpoint.id, subject.id)) ? at : null,
        created_at: at,
        ...{ type, body },
      })
      .execute();
  }
}

function mayKnow(
  endpoint: {
    readonly users: readonly string[] | null;
    readonly platforms: readonly string[] | null;
  },
  subject: EventSubject,
): boolean {
  return (
    (endpoint.users === null || endpoint.users.includes(subject.user)) &&
    (endpoint.platforms === null || endpoint.platforms.includes(subject.platform))
  );
}

/**
 * Whether nothing about the subject waits for this endpoint. What waits is locked until the transaction
 * ends: it cannot end in the meantime without waking the new message.
 */
async function isFirst(
  transaction: DatabaseTransaction,
  endpointId: string,
  subjectId: string,
): Promise<boolean> {
  const before = await transaction
    .selectFrom("webhook_messages")
    .select("id")
    .where("endpoint_id", "=", endpointId)
    .where("subject_id", "=", subjectId)
    .where("status", "=", "pending")
    .orderBy("sequence")
    .limit(1)
    .forShare()
    .executeTakeFirst();
  return before === undefined;
}
