import type { MediaDependencies } from "../media-dependencies";

/** The queue's own wake-up comes first. */
const GRACE_MS = 10_000;
const BATCH = 100;

/**
 * Wakes every fetch that is due and in nobody's hands: our rows are the truth, and the queue may have
 * lost its note of them.
 *
 * @returns how many were woken.
 */
export async function sweepFetches({
  database,
  jobs,
  now,
}: Pick<MediaDependencies, "database" | "jobs" | "now">): Promise<number> {
  const at = now();
  const rows = await database.kysely
    .selectFrom("media_fetches")
    .innerJoin("media", "media.id", "media_fetches.media_id")
    .select("media.id")
    .where("media.status", "=", "fetching")
    .where("media_fetches.due_at", "<=", new Date(at.getTime() - GRACE_MS))
    .where((where) =>
      where.or([where("media.writer_until", "is", null), where("media.writer_until", "<", at)]),
    )
    .limit(BATCH)
    .execute();
  for (const { id } of rows) {
    await database.kysely
      .transaction()
      .execute((transaction) => jobs.enqueue(transaction, "fetch-media", { id }, at));
  }
  return rows.length;
}
