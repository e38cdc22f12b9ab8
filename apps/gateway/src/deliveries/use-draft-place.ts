import type { DeliverableAccount, EngineDependencies } from "./engine-dependencies";

/**
 * The owner has posted a draft, so the platform takes another one: whoever waits longest to send a
 * draft to the account, of whatever tenant, tries now.
 */
export async function useDraftPlace(
  {
    database,
    jobs,
    now,
    platformLimits,
  }: Pick<EngineDependencies, "database" | "jobs" | "now" | "platformLimits">,
  { connector, accountId }: Pick<DeliverableAccount, "connector" | "accountId">,
): Promise<void> {
  await platformLimits.makeRoom({ connector, accountId });
  const at = now();
  await database.kysely.transaction().execute(async (transaction) => {
    const next = await transaction
      .selectFrom("deliveries")
      .innerJoin("connections", "connections.id", "deliveries.connection_id")
      .select("deliveries.id")
      .where("connections.platform", "=", connector.id)
      .where("connections.account_id", "=", accountId)
      .where("deliveries.mode", "=", "draft")
      .where("deliveries.status", "=", "waiting")
      .where("deliveries.status_detail", "like", "quota_exhausted%")
      .orderBy("deliveries.created_at")
      .limit(1)
      .executeTakeFirst();
    if (next === undefined) return;
    await transaction
      .updateTable("deliveries")
      .set({ due_at: at })
      .where("id", "=", next.id)
      .where("status", "=", "waiting")
      .execute();
    await jobs.enqueue(transaction, "advance-delivery", { id: next.id }, at);
  });
}
