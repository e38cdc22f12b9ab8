import { sql } from "kysely";
import type { DatabaseTransaction } from "../../database/gateway-database";
import { ApiError } from "../../http/api-error";

const ACCOUNT = 1;

/**
 * Books bytes of the store for a media, in the transaction that writes them into its row, so that the
 * account is always the sum over all rows.
 *
 * @throws ApiError `storage_full` when the store would hold more than it may.
 */
export async function bookStorage(
  transaction: DatabaseTransaction,
  bytes: number,
  maxBytes: number,
): Promise<void> {
  const { numUpdatedRows } = await transaction
    .updateTable("media_storage")
    .set({ reserved_bytes: sql<number>`reserved_bytes + ${bytes}` })
    .where("id", "=", ACCOUNT)
    .where(sql<boolean>`reserved_bytes + ${bytes} <= ${maxBytes}`)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw storageFull();
}

/** Gives booked bytes back, in the transaction that takes them out of the media's row. */
export async function releaseStorage(
  transaction: DatabaseTransaction,
  bytes: number,
): Promise<void> {
  if (bytes === 0) return;
  await transaction
    .updateTable("media_storage")
    .set({ reserved_bytes: sql<number>`reserved_bytes - ${bytes}` })
    .where("id", "=", ACCOUNT)
    .execute();
}

/** The refusal of bytes that there is no room for. */
export function storageFull(): ApiError {
  return new ApiError("storage_full", {
    detail:
      "The media store has no room for this file. Delete media that are not needed any more, or wait until unused ones expire; the operator can raise MEDIA_STORAGE_BYTES.",
  });
}
