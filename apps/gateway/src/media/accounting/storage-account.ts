import { sql } from "kysely";
import type { DatabaseTransaction } from "../../database/gateway-database";
import { ApiError } from "../../http/api-error";

const ACCOUNT = 1;

/**
 * Books bytes of the store for a media, in the transaction that writes them into its row, so that the
 * account of the store and that of the tenant are always the sums over the rows.
 *
 * @param maxBytes What the whole store may hold; what the tenant may stands in its row.
 * @throws ApiError `storage_full` when one of the two would hold more than it may.
 */
export async function bookStorage(
  transaction: DatabaseTransaction,
  tenantId: string,
  bytes: number,
  maxBytes: number,
): Promise<void> {
  const ofStore = await transaction
    .updateTable("media_storage")
    .set({ reserved_bytes: sql<number>`reserved_bytes + ${bytes}` })
    .where("id", "=", ACCOUNT)
    .where(sql<boolean>`reserved_bytes + ${bytes} <= ${maxBytes}`)
    .executeTakeFirst();
  if (ofStore.numUpdatedRows === 0n) throw storageFull();
  const ofTenant = await transaction
    .updateTable("tenants")
    .set({ media_reserved_bytes: sql<number>`media_reserved_bytes + ${bytes}` })
    .where("id", "=", tenantId)
    .where(sql<boolean>`media_reserved_bytes + ${bytes} <= coalesce(media_bytes, 9007199254740991)`)
    .executeTakeFirst();
  if (ofTenant.numUpdatedRows === 0n) throw tenantFull();
}

/** Gives booked bytes back, in the transaction that takes them out of the media's row. */
export async function releaseStorage(
  transaction: DatabaseTransaction,
  tenantId: string,
  bytes: number,
): Promise<void> {
  if (bytes === 0) return;
  await transaction
    .updateTable("media_storage")
    .set({ reserved_bytes: sql<number>`reserved_bytes - ${bytes}` })
    .where("id", "=", ACCOUNT)
    .execute();
  await transaction
    .updateTable("tenants")
    .set({ media_reserved_bytes: sql<number>`media_reserved_bytes - ${bytes}` })
    .where("id", "=", tenantId)
    .execute();
}

/** Makes everybody else who books or frees bytes wait until the transaction ends. */
export async function lockStorageAccount(transaction: DatabaseTransaction): Promise<void> {
  await transaction
    .selectFrom("media_storage")
    .select("id")
    .where("id", "=", ACCOUNT)
    .forUpdate()
    .executeTakeFirst();
}

/** The refusal of bytes that there is no room for. */
export function storageFull(options: ErrorOptions = {}): ApiError {
  return new ApiError("storage_full", {
    detail:
      "The media store has no room for this file. Delete media that are not needed any more, or wait until unused ones expire; the operator can raise MEDIA_STORAGE_BYTES.",
    ...options,
  });
}

function tenantFull(): ApiError {
  return new ApiError("storage_full", {
    detail:
      "The media of this tenant may take no more of the store. Delete media that are not needed any more, or wait until unused ones expire; the operator can raise the tenant's limits.media_bytes.",
  });
}
