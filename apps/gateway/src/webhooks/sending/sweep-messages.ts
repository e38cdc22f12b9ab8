import { sql } from "kysely";
import type { WebhookDependencies } from "../webhook-dependencies";
import { giveUpMessages } from "./disable-endpoint";

/**
 * Repairs what could only go wrong: a message that waits for one that has ended, or for an endpoint that
 * is disabled.
 *
 * @returns how many messages were woken.
 */
export async function sweepMessages({
  database,
  now,
}: Pick<WebhookDependencies, "database" | "now">): Promise<number> {
  const at = now();
  const { rows } = await sql<{ id: string }>`
    update webhook_messages set due_at = ${at}
    where id in (
      select id from webhook_messages
      where due_at is null and status = 'pending' and id in (
        select id from (
          select distinct on (endpoint_id, subject_id) id, due_at from webhook_messages
          where status = 'pending' order by endpoint_id, subject_id, sequence
        ) first_of_subject where due_at is null
      ) for update skip locked
    ) returning id`.execute(database.kysely);
  const stranded = await database.kysely
    .selectFrom("webhook_endpoints")
    .select("id")
    .where("disabled_at", "is not", null)
    .where((where) =>
      where.exists(
        where
          .selectFrom("webhook_messages")
          .select("webhook_messages.id")
          .whereRef("webhook_messages.endpoint_id", "=", "webhook_endpoints.id")
          .where("webhook_messages.status", "=", "pending"),
      ),
    )
    .execute();
  for (const { id } of stranded) {
    await database.kysely.transaction().execute(async (transaction) => {
      const endpoint = await transaction
        .selectFrom("webhook_endpoints")
        .select("disabled_at")
        .where("id", "=", id)
        .forNoKeyUpdate()
        .executeTakeFirst();
      if (endpoint?.disabled_at != null) await giveUpMessages(transaction, id, at);
    });
  }
  return rows.length;
}
