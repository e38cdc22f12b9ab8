import type { WebhookEvent, WebhookVerification } from "@upload-post/core/connector";
import type { Insertable } from "kysely";
import { randomId } from "../access/random-id";
import type { DatabaseSchema } from "../database/database-schema";
import type { PlatformWebhookDependencies } from "./platform-webhook-dependencies";

type AcceptedWebhook = Extract<WebhookVerification, { kind: "accepted" }>;

/**
 * Writes down what a verified notification says, each event once, and wakes whoever follows it up, in
 * one transaction: a platform that was answered is not asked to say it again.
 */
export async function storeWebhook(
  { database, jobs, now }: Pick<PlatformWebhookDependencies, "database" | "jobs" | "now">,
  platform: string,
  { deduplicationKey, events }: AcceptedWebhook,
): Promise<void> {
  if (events.length === 0) return;
  const at = now();
  const rows = events.map((event, position) => ({
    id: randomId("pwh"),
    platform,
    deduplication_key: deduplicationKey,
    position,
    received_at: at,
    ...columnsOf(event, at),
  }));
  await database.kysely.transaction().execute(async (transaction) => {
    const stored = await transaction
      .insertInto("platform_webhooks")
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(["platform", "deduplication_key", "position"]).doNothing(),
      )
      .returning(["id", "due_at"])
      .execute();
    for (const { id, due_at } of stored) {
      if (due_at !== null) await jobs.enqueue(transaction, "follow-platform-webhook", { id }, at);
    }
  });
}

function columnsOf(
  event: WebhookEvent,
  at: Date,
): Pick<
  Insertable<DatabaseSchema["platform_webhooks"]>,
  "kind" | "account_id" | "handle" | "detail" | "due_at"
> {
  const { kind } = event;
  switch (event.kind) {
    case "post-changed":
      return {
        kind,
        account_id: event.accountId,
        handle: event.handle,
        detail: null,
        due_at: at,
      };
    case "authorization-removed":
      return {
        kind,
        account_id: event.accountId,
        handle: null,
        detail: event.reason,
        due_at: at,
      };
    case "ignored":
      return { kind, account_id: null, handle: null, detail: event.name, due_at: null };
  }
}
