import { sql } from "kysely";
import type { EngineDependencies } from "./engine-dependencies";

/** Enough to keep every worker busy; each goes on by itself with whatever else is due. */
const BATCH = 20;

/**
 * Wakes workers when something is due and in nobody's hands. Our rows are the truth and the queue only
 * wakes: whatever it lost, this finds.
 *
 * @param graceMs How long the queue's own wake-up has had its chance.
 * @returns how many wake-ups that took.
 */
export async function sweepDeliveries(
  { database, jobs, now }: Pick<EngineDependencies, "database" | "jobs" | "now">,
  graceMs = GRACE_MS,
): Promise<number> {
  const at = now();
  const overdue = new Date(at.getTime() - graceMs);
  const rows = await database.kysely
    .selectFrom("deliveries")
    .select("id")
    .where("due_at", "<=", overdue)
    .where((where) =>
      where.or([where("lease_until", "is", null), where("lease_until", "<", sql<Date>`now()`)]),
    )
    .orderBy("due_at")
    .limit(BATCH)
    .execute();
  for (const { id } of rows) {
    await database.kysely
      .transaction()
      .execute((transaction) => jobs.enqueue(transaction, "advance-delivery", { id }, at));
  }
  return rows.length;
}

/** The queue's own wake-up comes first. */
const GRACE_MS = 10_000;
