import type { DatabaseTransaction } from "../database/gateway-database";
import type { JobQueue } from "../jobs/job-queue";

/** Which waiting deliveries are meant; `null` members do not narrow. */
export type WaitingDeliveries = {
  /** What they wait for. */
  readonly reason: "paused" | "reauthorization_required";
  readonly tenantId: string | null;
  readonly platform: string | null;
  readonly connectionId: string | null;
  readonly keyId: string | null;
};

/** Every worker that wakes goes on with whatever else is due, so a few are enough for any number. */
const MOST_WAKE_UPS = 20;

/** Makes everything due that waits for something that has happened, and wakes workers for it. */
export async function wakeWaiting(
  transaction: DatabaseTransaction,
  jobs: JobQueue,
  waiting: WaitingDeliveries,
  at: Date,
): Promise<void> {
  const { reason, tenantId, platform, connectionId, keyId } = waiting;
  const woken = await transaction
    .with("waiting", (database) => {
      let query = database
        .selectFrom("deliveries")
        .select("id")
        .where("status", "=", "waiting")
        .where("status_detail", "=", reason);
      if (tenantId !== null) query = query.where("tenant_id", "=", tenantId);
      if (platform !== null) query = query.where("platform", "=", platform);
      if (connectionId !== null) query = query.where("connection_id", "=", connectionId);
      if (keyId !== null) {
        query = query.where("post_id", "in", (where) =>
          where.selectFrom("posts").select("posts.id").where("api_key_id", "=", keyId),
        );
      }
      // In the order in which everybody locks the deliveries of a post.
      return query.orderBy("post_id").orderBy("position").forUpdate();
    })
    .updateTable("deliveries")
    .from("waiting")
    .set({ due_at: at })
    .whereRef("deliveries.id", "=", "waiting.id")
    .returning("deliveries.id")
    .execute();
  for (const { id } of woken.slice(0, MOST_WAKE_UPS)) {
    await jobs.enqueue(transaction, "advance-delivery", { id }, at);
  }
}
