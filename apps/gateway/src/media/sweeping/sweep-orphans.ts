import type { MediaDependencies } from "../media-dependencies";
import type { FileVersion, StoredFile } from "../storage/media-storage";

/** A file is on the store before its row says more than that it is coming. */
const MIN_AGE_MS = 60 * 60 * 1000;
const BATCH = 500;

/**
 * Removes files that no row knows, and versions that a later writer has replaced: what a process left
 * that died between the store and the database, or woke too late.
 *
 * @returns of how many media something was removed.
 */
export async function sweepOrphans(
  dependencies: Pick<MediaDependencies, "database" | "now" | "storage">,
): Promise<number> {
  const { now, storage } = dependencies;
  const isOld = (file: StoredFile) => now().getTime() - file.modifiedAt.getTime() >= MIN_AGE_MS;
  let removed = 0;
  let batch: FileVersion[] = [];
  for await (const file of storage.list()) {
    if (isOld(file)) batch.push(file);
    if (batch.length < BATCH) continue;
    removed += await removeUnknown(dependencies, batch);
    batch = [];
  }
  return removed + (await removeUnknown(dependencies, batch));
}

async function removeUnknown(
  { database, storage }: Pick<MediaDependencies, "database" | "storage">,
  files: readonly FileVersion[],
): Promise<number> {
  if (files.length === 0) return 0;
  const oldest = oldestEpochs(files);
  const rows = await database.kysely
    .selectFrom("media")
    .select(["id", "epoch", "status"])
    .where("id", "in", [...oldest.keys()])
    .where("status", "not in", ["removed", "failed"])
    .execute();
  const known = new Map(rows.map((row) => [row.id, row]));
  let removed = 0;
  for (const [id, oldestEpoch] of oldest) {
    const row = known.get(id);
    if (row === undefined) {
      await storage.remove(id);
      removed += 1;
    } else if (row.status === "ready" && oldestEpoch < row.epoch) {
      removed += Math.min(await storage.removeBefore(row), 1);
    }
  }
  return removed;
}

function oldestEpochs(files: readonly FileVersion[]): ReadonlyMap<string, number> {
  const oldest = new Map<string, number>();
  for (const { id, epoch } of files) {
    oldest.set(id, Math.min(epoch, oldest.get(id) ?? epoch));
  }
  return oldest;
}
