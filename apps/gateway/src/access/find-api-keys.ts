import { notFound } from "../http/api-error";
import type { PagePosition } from "../http/page-cursor";
import type { AccessDependencies } from "./access-dependencies";
import { type ApiKey, toApiKey } from "./api-key";
import type { Caller } from "./caller";

/**
 * One live key. The bootstrap key sees those of every tenant, because it makes them.
 *
 * @throws ApiError `not_found` for a missing, revoked or another tenant's key.
 */
export async function getApiKey(
  { database }: AccessDependencies,
  caller: Caller,
  id: string,
): Promise<ApiKey> {
  let query = database.kysely
    .selectFrom("api_keys")
    .selectAll()
    .where("id", "=", id)
    .where("revoked_at", "is", null);
  if (!caller.isBootstrap) query = query.where("tenant_id", "=", caller.tenantId);
  const row = await query.executeTakeFirst();
  if (row === undefined) throw notFound("API key");
  return toApiKey(row);
}

/** The live keys of the caller's tenant, oldest first: up to `count` after a position. */
export async function listApiKeys(
  { database }: AccessDependencies,
  caller: Caller,
  page: { readonly after: PagePosition | null; readonly count: number },
): Promise<readonly ApiKey[]> {
  const { after, count } = page;
  let query = database.kysely
    .selectFrom("api_keys")
    .selectAll()
    .where("tenant_id", "=", caller.tenantId)
    .where("revoked_at", "is", null)
    .orderBy("created_at")
    .orderBy("id")
    .limit(count);
  if (after !== null) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple("created_at", "id"), ">", tuple(after.createdAt, after.id)),
    );
  }
  return (await query.execute()).map(toApiKey);
}
