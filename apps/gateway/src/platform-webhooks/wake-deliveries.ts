import { sql } from "kysely";
import type { DatabaseTransaction } from "../database/gateway-database";
import { activeStatuses, type DeliveryStatus } from "../deliveries/delivery-status";
import type { PlatformWebhookDependencies } from "./platform-webhook-dependencies";

/** What asking the platform can still lead somewhere for. */
const changing: ReadonlySet<DeliveryStatus> = new Set(["processing", "published", "in_inbox"]);

/** The post that a platform speaks of. */
export type SpokenOf = {
  readonly platform: string;
  readonly accountId: string;
  readonly handle: string;
  /** Nobody has looked for it yet. */
  readonly isNew: boolean;
};

/**
 * Makes the named delivery due, so that the platform is asked about it now and not at the next poll.
 *
 * What is in a worker's hands is left alone, since its question may be older than the platform's word,
 * and is looked at again when it is free. The platform may also be faster than our own write of the
 * post's name (a webhook that overtakes the answer to the upload): then everything of the account that
 * the platform is working on is asked about once, and the name is looked for again later.
 *
 * @returns whether there is nothing more to look for.
 */
export async function wakeDeliveries(
  dependencies: Pick<PlatformWebhookDependencies, "database" | "jobs" | "now">,
  post: SpokenOf,
): Promise<boolean> {
  const { database } = dependencies;
  return database.kysely.transaction().execute(async (transaction) => {
    const named = await transaction
      .selectFrom("deliveries")
      .select(["id", "status"])
      .where("platform", "=", post.platform)
      .where("remote_handle", "=", post.handle)
      .execute();
    if (named.length > 0) {
      const open = named.filter(({ status }) => changing.has(status));
      const ids = open.map(({ id }) => id);
      return (await wake(dependencies, transaction, ids)) === ids.length;
    }
    const unnamed = await transaction
      .selectFrom("deliveries")
      .innerJoin("connections", "connections.id", "deliveries.connection_id")
      .select((from) => [
        "deliveries.id",
        from
          .or([
            from.and([
              from("deliveries.status", "=", "processing"),
              from("deliveries.commit_state", "<>", "none"),
            ]),
            from("deliveries.status_detail", "=", "canceling"),
          ])
          .as("is_asked_about"),
      ])
      .where("connections.platform", "=", post.platform)
      .where("connections.account_id", "=", post.accountId)
      .where("deliveries.status", "in", [...activeStatuses])
      .where("deliveries.remote_handle", "is", null)
      .execute();
    if (post.isNew) {
      const ids = unnamed.filter((row) => row.is_asked_about).map(({ id }) => id);
      await wake(dependencies, transaction, ids);
    }
    return unnamed.length === 0;
  });
}

/** Wakes those that nobody works on; answers how many that were. */
async function wake(
  { jobs, now }: Pick<PlatformWebhookDependencies, "jobs" | "now">,
  transaction: DatabaseTransaction,
  ids: readonly string[],
): Promise<number> {
  if (ids.length === 0) return 0;
  const at = now();
  const woken = await transaction
    .updateTable("deliveries")
    .set({ due_at: at })
    .where("id", "in", ids)
    .where((where) =>
      where.or([where("lease_until", "is", null), where("lease_until", "<", sql<Date>`now()`)]),
    )
    .returning("id")
    .execute();
  for (const { id } of woken) await jobs.enqueue(transaction, "advance-delivery", { id }, at);
  return woken.length;
}
