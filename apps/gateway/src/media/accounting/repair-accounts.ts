import { sql } from "kysely";
import type { MediaDependencies } from "../media-dependencies";
import { lockStorageAccount } from "./storage-account";

/**
 * Makes the accounts of the store and of every tenant the sums over the media again. They are changed in
 * the transactions that change the media, so this finds something only after a restored backup, a change
 * by hand, or a release that did not keep them.
 *
 * @returns how many accounts were wrong.
 */
export async function repairAccounts({
  database,
}: Pick<MediaDependencies, "database">): Promise<number> {
  return await database.kysely.transaction().execute(async (transaction) => {
    // Everybody who books or frees bytes needs this row first: the sums cannot change meanwhile.
    await lockStorageAccount(transaction);
    const ofStore = await sql`
      with truth as (select coalesce(sum(reserved_bytes), 0) as bytes from media)
      update media_storage set reserved_bytes = truth.bytes from truth
      where reserved_bytes <> truth.bytes
    `.execute(transaction);
    const ofTenants = await sql`
      with truth as (
        select tenants.id, coalesce(sum(media.reserved_bytes), 0) as bytes
        from tenants left join media on media.tenant_id = tenants.id group by tenants.id
      )
      update tenants set media_reserved_bytes = truth.bytes from truth
      where tenants.id = truth.id and tenants.media_reserved_bytes <> truth.bytes
    `.execute(transaction);
    return Number(ofStore.numAffectedRows ?? 0) + Number(ofTenants.numAffectedRows ?? 0);
  });
}
