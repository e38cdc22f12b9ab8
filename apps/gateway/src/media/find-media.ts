import { notFound } from "../http/api-error";
import type { MediaRow } from "./media";
import type { MediaDependencies } from "./media-dependencies";

const visibleStatuses = ["receiving", "fetching", "ready", "failed"] as const;

/**
 * One media of a tenant.
 *
 * @throws ApiError `not_found` when there is none, or it is removed.
 */
export async function getMedia(
  { database }: Pick<MediaDependencies, "database">,
  tenantId: string,
  id: string,
): Promise<MediaRow> {
  const row = await database.kysely
    .selectFrom("media")
    .selectAll()
    .where("id", "=", id)
    .where("tenant_id", "=", tenantId)
    .where("status", "in", visibleStatuses)
    .executeTakeFirst();
  if (row === undefined) throw notFound("media");
  return row;
}

/** The media of these ids that the tenant has or had, in the order of the ids; `null` where there is none. */
export async function findMediaRows(
  { database }: Pick<MediaDependencies, "database">,
  tenantId: string,
  ids: readonly string[],
): Promise<readonly (MediaRow | null)[]> {
  if (ids.length === 0) return [];
  const rows = await database.kysely
    .selectFrom("media")
    .selectAll()
    .where("id", "in", [...new Set(ids)])
    .where("tenant_id", "=", tenantId)
    .execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id) ?? null);
}
