import { notFound } from "../http/api-error";
import type { AccessDependencies } from "./access-dependencies";
import type { Caller } from "./caller";

/**
 * Ends a key at once. What it started goes on.
 *
 * @throws ApiError `not_found` for a missing, revoked or another tenant's key.
 */
export async function revokeApiKey(
  { database, now }: AccessDependencies,
  caller: Caller,
  id: string,
): Promise<void> {
  let query = database.kysely
    .updateTable("api_keys")
    .set({ revoked_at: now() })
    .where("id", "=", id)
    .where("revoked_at", "is", null);
  if (!caller.isBootstrap) query = query.where("tenant_id", "=", caller.tenantId);
  const result = await query.executeTakeFirst();
  if (result.numUpdatedRows === 0n) throw notFound("API key");
}
