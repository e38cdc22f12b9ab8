import type { Selectable } from "kysely";
import type { DatabaseSchema } from "../database/database-schema";
import type { JobHandler } from "../jobs/job-queue";
import type { PlatformWebhookDependencies } from "./platform-webhook-dependencies";
import { wakeDeliveries } from "./wake-deliveries";

type WebhookRow = Selectable<DatabaseSchema["platform_webhooks"]>;

const SECOND_MS = 1000;
/** Soon at first, since what was said may come before our own write of it; then slower. */
const LOOK_AGAIN_MS = [2, 5, 15, 60, 300, 1800, 7200].map((seconds) => seconds * SECOND_MS);
/** After that, what polls anyway has long found out. */
const GIVE_UP_AFTER_MS = 24 * 60 * 60 * SECOND_MS;

/**
 * Follows up what a platform said, by asking it. A notification only ever says where to look: nothing
 * it claims is believed, so that even a lie in it changes nothing. Waking twice or late is harmless.
 */
export function createWebhookFollower(dependencies: PlatformWebhookDependencies): JobHandler {
  const { database, now } = dependencies;
  return async ({ id }) => {
    const row = await database.kysely
      .selectFrom("platform_webhooks")
      .selectAll()
      .where("id", "=", id)
      .where("due_at", "<=", now())
      .executeTakeFirst();
    if (row === undefined) return;
    const isSettled = await follow(dependencies, row);
    await lookAgain(dependencies, row, isSettled);
  };
}

/** Whether there is nothing more to do about it. */
async function follow(
  dependencies: PlatformWebhookDependencies,
  { platform, kind, account_id: accountId, handle, tries }: WebhookRow,
): Promise<boolean> {
  if (kind === "ignored" || accountId === null) return true;
  if (kind === "authorization-removed") return dependencies.confirmAccount(platform, accountId);
  if (handle === null) return true;
  return wakeDeliveries(dependencies, { platform, accountId, handle, isNew: tries === 0 });
}

async function lookAgain(
  { database, jobs, now }: PlatformWebhookDependencies,
  { id, tries, received_at }: WebhookRow,
  isSettled: boolean,
): Promise<void> {
  const at = now();
  const isOld = at.getTime() - received_at.getTime() >= GIVE_UP_AFTER_MS;
  const delayMs = LOOK_AGAIN_MS[Math.min(tries, LOOK_AGAIN_MS.length - 1)] ?? 0;
  const dueAt = isSettled || isOld ? null : new Date(at.getTime() + delayMs);
  await database.kysely.transaction().execute(async (transaction) => {
    const updated = await transaction
      .updateTable("platform_webhooks")
      .set({ due_at: dueAt, tries: tries + 1 })
      .where("id", "=", id)
      .where("tries", "=", tries)
      .executeTakeFirst();
    if (updated.numUpdatedRows !== 1n || dueAt === null) return;
    await jobs.enqueue(transaction, "follow-platform-webhook", { id }, dueAt);
  });
}
