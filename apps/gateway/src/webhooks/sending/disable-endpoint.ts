import { sql } from "kysely";
import { gatewayActor } from "../../audit/actor";
import { recordAudit } from "../../audit/record-audit";
import type { DatabaseTransaction } from "../../database/gateway-database";
import type { DisabledReason } from "../endpoints/disabled-reason";
import type { WebhookAttempt } from "../log/webhook-attempt";

/**
 * Tells an endpoint nothing any more, and gives up what waited for it. To be called under the
 * endpoint's lock.
 */
export async function disableEndpoint(
  transaction: DatabaseTransaction,
  { id, reason }: { readonly id: string; readonly reason: DisabledReason },
  now: Date,
): Promise<void> {
  const disabled = await transaction
    .updateTable("webhook_endpoints")
    .set({ disabled_at: now, disabled_reason: reason })
    .where("id", "=", id)
    .where("disabled_at", "is", null)
    .returning("tenant_id")
    .executeTakeFirst();
  if (disabled === undefined) return;
  await recordAudit(transaction, {
    ...{ tenantId: disabled.tenant_id, actor: gatewayActor, at: now },
    action: "webhook_endpoint.disabled",
    object: { kind: "webhook_endpoint", id },
    detail: { reason },
  });
  await giveUpMessages(transaction, id, now);
}

/**
 * Ends everything that still waits for an endpoint. It can be replayed. What a transaction of an event
 * holds at the moment is left for the sweeper: waiting for it here could be waiting in a circle.
 */
export async function giveUpMessages(
  transaction: DatabaseTransaction,
  endpointId: string,
  now: Date,
): Promise<void> {
  const attempt: WebhookAttempt = {
    at: now.toISOString(),
    response_status: null,
    error_code: "endpoint_disabled",
    duration_ms: 0,
  };
  await transaction
    .updateTable("webhook_messages")
    .set({
      status: "failed",
      finished_at: now,
      due_at: null,
      attempts: sql`attempts || ${JSON.stringify([attempt])}::jsonb`,
    })
    .where("id", "in", (query) =>
      query
        .selectFrom("webhook_messages")
        .select("id")
        .where("endpoint_id", "=", endpointId)
        .where("status", "=", "pending")
        .forUpdate()
        .skipLocked(),
    )
    .execute();
}
