import { createWebhookFollower } from "./follow-webhook";
import type { PlatformWebhookDependencies } from "./platform-webhook-dependencies";

const CONCURRENCY = 2;
const SWEEP_EVERY_MS = 60_000;
const BATCH = 200;
/** The queue's own wake-up comes first. */
const GRACE_MS = 10_000;

/** Follows up what platforms say, in this process. The job queue is stopped by its owner. */
export async function startWebhookFollower(
  dependencies: PlatformWebhookDependencies,
): Promise<{ stop(): void }> {
  const { jobs, logger } = dependencies;
  const follower = createWebhookFollower(dependencies);
  await jobs.work("follow-platform-webhook", CONCURRENCY, follower);
  const sweep = async () => {
    try {
      await sweepWebhooks(dependencies);
    } catch (error) {
      logger.warn({ error }, "sweeping for forgotten notifications failed; it is tried again");
    }
  };
  const timer = setInterval(() => void sweep(), SWEEP_EVERY_MS);
  timer.unref();
  await sweep();
  return { stop: () => clearInterval(timer) };
}

/**
 * Wakes whatever is due, whatever became of its job.
 *
 * @returns how many were woken.
 */
export async function sweepWebhooks({
  database,
  jobs,
  now,
}: Pick<PlatformWebhookDependencies, "database" | "jobs" | "now">): Promise<number> {
  const at = now();
  const rows = await database.kysely
    .selectFrom("platform_webhooks")
    .select("id")
    .where("due_at", "<=", new Date(at.getTime() - GRACE_MS))
    .orderBy("due_at")
    .limit(BATCH)
    .execute();
  for (const { id } of rows) {
    await database.kysely
      .transaction()
      .execute((transaction) => jobs.enqueue(transaction, "follow-platform-webhook", { id }, at));
  }
  return rows.length;
}
