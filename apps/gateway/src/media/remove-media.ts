import type { DatabaseTransaction } from "../database/gateway-database";
import { markPoint } from "../operations/mark-point";
import { releaseStorage } from "./accounting/storage-account";
import type { MediaRow } from "./media";
import type { MediaDependencies } from "./media-dependencies";

/**
 * Takes a media away from everybody, in a transaction that holds its row: whoever still sends its bytes
 * finds it gone. {@link finishRemoval} then frees the store.
 */
export async function beginRemoval(transaction: DatabaseTransaction, id: string): Promise<void> {
  await transaction
    .updateTable("media")
    .set({ status: "removing", writer: null, writer_until: null })
    .where("id", "=", id)
    .execute();
  await transaction.deleteFrom("media_leases").where("media_id", "=", id).execute();
}

/**
 * Frees the store of a media that is being removed. The bytes go first and the books after them, so that
 * after a crash between the two the sweeper finds the row and does it again.
 *
 * What a post has named leaves its facts behind, as long as the post is there; nothing is kept of others.
 */
export async function finishRemoval(
  { database, storage }: Pick<MediaDependencies, "database" | "storage">,
  id: string,
): Promise<void> {
  markPoint("media.removing");
  await storage.remove(id);
  markPoint("media.removed");
  await database.kysely.transaction().execute(async (transaction) => {
    const row = await lockMedia(transaction, id);
    if (row?.status !== "removing") return;
    await releaseStorage(transaction, row.tenant_id, Number(row.reserved_bytes));
    if (row.used_at === null) {
      await transaction.deleteFrom("media").where("id", "=", id).execute();
      return;
    }
    await transaction.deleteFrom("media_uploads").where("media_id", "=", id).execute();
    await transaction
      .updateTable("media")
      .set({ status: "removed", reserved_bytes: 0 })
      .where("id", "=", id)
      .execute();
  });
}

/** Holds a media's row until the transaction ends. */
export async function lockMedia(
  transaction: DatabaseTransaction,
  id: string,
): Promise<MediaRow | undefined> {
  return await transaction
    .selectFrom("media")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
}
