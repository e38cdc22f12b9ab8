import type { MediaDependencies } from "../media-dependencies";
import type { StoredFile } from "../storage/media-storage";

/** A file is on the store before its row says more than that it is coming. */
const MIN_AGE_MS = 60 * 60 * 1000;
const BATCH = 500;

/**
 * Removes files that no row knows: what a process left that died between the store and the database.
 *
 * @returns how many were removed.
 */
export async function sweepOrphans(
  dependencies: Pick<MediaDependencies, "database" | "now" | "storage">,
): Promise<number> {
  const { now, storage } = dependencies;
  const isOld = (file: StoredFile) => now().getTime() - file.modifiedAt.getTime() >= MIN_AGE_MS;
  let removed = 0;
  let batch: string[] = [];
  for await (const file of storage.list()) {
    if (isOld(file)) batch.push(file.id);
    if (batch.length < BATCH) continue;
    removed += await removeUnknown(dependencies, batch);
    batch = [];
  }
  return removed + (await removeUnknown(dependencies, batch));
}

async function removeUnknown(
  { database, storage }: Pick<MediaDependencies, "database" | "storage">,
  ids: readonly string[],
): Promise<number> {
  if (ids.length === 0) return 0;
  const rows = await database.kysely
    .selectFrom("media")
    .select("id")
    .where("id", "in", [...ids])
    .where("status", "not in", ["removed", "failed"])
    .execute();
  const known = new Set(rows.map(({ id }) => id));
  const orphans = ids.filter((id) => !known.has(id));
  for (const id of orphans) await storage.remove(id);
  return orphans.length;
}
