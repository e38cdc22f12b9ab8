import { UNUSED_MEDIA_MS } from "../media";
import type { MediaDependencies } from "../media-dependencies";
import { beginRemoval, finishRemoval, lockMedia } from "../remove-media";

/** Media in use are kept for at least this long after their use has ended, so that a failed post can be retried. */
const KEEP_AFTER_USE_MS = UNUSED_MEDIA_MS / 2;
const BATCH = 200;

/**
 * Removes what has expired: unused media, uploads whose sender has gone, failed fetches, and what an
 * interrupted removal left. Several replicas may sweep at once.
 *
 * @returns how many were removed.
 */
export async function sweepMedia(dependencies: MediaDependencies): Promise<number> {
  const { database, now } = dependencies;
  await prolongMediaInUse(dependencies);
  await database.kysely.deleteFrom("media_leases").where("expires_at", "<=", now()).execute();
  const rows = await database.kysely
    .selectFrom("media")
    .select("id")
    .where("status", "<>", "removed")
    .where((where) =>
      where.or([where("expires_at", "<=", now()), where("status", "=", "removing")]),
    )
    .orderBy("expires_at")
    .limit(BATCH)
    .execute();
  let removed = 0;
  for (const { id } of rows) {
    if (!(await takeExpired(dependencies, id))) continue;
    await finishRemoval(dependencies, id);
    removed += 1;
  }
  return removed;
}

async function prolongMediaInUse({
  database,
  findMediaInUse,
  now,
}: MediaDependencies): Promise<void> {
  const inUse = await findMediaInUse(database.kysely);
  if (inUse.length === 0) return;
  const at = now().getTime();
  await database.kysely
    .updateTable("media")
    .set({ expires_at: new Date(at + UNUSED_MEDIA_MS) })
    .where("id", "in", [...inUse])
    .where("status", "=", "ready")
    .where("expires_at", "<", new Date(at + KEEP_AFTER_USE_MS))
    .execute();
}

/** Decides about one media again, while its row is held: a post may have taken it a moment ago. */
async function takeExpired(
  { database, findMediaInUse, now }: MediaDependencies,
  id: string,
): Promise<boolean> {
  return await database.kysely.transaction().execute(async (transaction) => {
    const row = await lockMedia(transaction, id);
    if (row === undefined || row.status === "removed") return false;
    if (row.status === "removing") return true;
    const isWritten = row.writer_until !== null && row.writer_until > now();
    if (row.expires_at > now() || isWritten) return false;
    if (row.status === "ready" && (await findMediaInUse(transaction)).includes(id)) return false;
    await beginRemoval(transaction, id);
    return true;
  });
}
