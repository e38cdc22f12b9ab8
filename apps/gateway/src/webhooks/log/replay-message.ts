import { sql } from "kysely";
import type { Caller } from "../../access/caller";
import type { DatabaseTransaction } from "../../database/gateway-database";
import { ApiError, notFound } from "../../http/api-error";
import { withinKeyLimits } from "../endpoints/within-key-limits";
import type { MessageRow } from "../sending/claim-messages";
import type { WebhookDependencies } from "../webhook-dependencies";
import { toMessage } from "./find-messages";
import type { Message } from "./message";

/**
 * Has a message sent again under its id, at once and with all its retries. One that still waits for an
 * earlier one goes on waiting; one that is to be tried later is tried now.
 *
 * @throws ApiError `not_found`, also for another tenant's; `invalid_state` when the endpoint is disabled.
 */
export async function replayMessage(
  { database, now }: Pick<WebhookDependencies, "database" | "now">,
  caller: Caller,
  id: string,
): Promise<Message> {
  return await database.kysely.transaction().execute(async (transaction) => {
    await lockEnabledEndpoint(transaction, caller, id);
    const row = await transaction
      .selectFrom("webhook_messages")
      .selectAll()
      .where("id", "=", id)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) throw notFound("webhook delivery");
    if (row.status === "pending" && row.due_at === null) return toMessage(row);
    const comesFirst = !(await hasEarlier(transaction, row));
    const replayed = await transaction
      .updateTable("webhook_messages")
      .set({
        status: "pending",
        due_at: comesFirst ? now() : null,
        finished_at: null,
        failures: 0,
        give_up_at: null,
        // A sender that is at it right now has told it before; its record must not undo this.
        fence: sql`fence + 1`,
        lease_until: null,
      })
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirstOrThrow();
    return toMessage(replayed);
  });
}

/** The endpoint before its message, as everybody locks them. */
async function lockEnabledEndpoint(
  transaction: DatabaseTransaction,
  caller: Caller,
  messageId: string,
): Promise<void> {
  const endpoint = await transaction
    .selectFrom("webhook_endpoints")
    .select("disabled_at")
    .where((where) => withinKeyLimits(where, caller))
    .where("id", "=", (query) =>
      query.selectFrom("webhook_messages").select("endpoint_id").where("id", "=", messageId),
    )
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (endpoint === undefined) throw notFound("webhook delivery");
  if (endpoint.disabled_at === null) return;
  throw new ApiError("invalid_state", {
    detail:
      "The endpoint of this message is disabled. Enable it with POST /v1/webhook-endpoints/{id}/enable, then replay.",
  });
}

async function hasEarlier(
  transaction: DatabaseTransaction,
  { endpoint_id, subject_id, sequence }: MessageRow,
): Promise<boolean> {
  const earlier = await transaction
    .selectFrom("webhook_messages")
    .select("id")
    .where("endpoint_id", "=", endpoint_id)
    .where("subject_id", "=", subject_id)
    .where("status", "=", "pending")
    .where("sequence", "<", sequence)
    .limit(1)
    .executeTakeFirst();
  return earlier !== undefined;
}
