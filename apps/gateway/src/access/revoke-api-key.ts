import { actorOf } from "../audit/actor";
import { recordAudit } from "../audit/record-audit";
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
  const at = now();
  await database.kysely.transaction().execute(async (transaction) => {
    let query = transaction
      .updateTable("api_keys")
      .set({ revoked_at: at })
      .where("id", "=", id)
      .where("revoked_at", "is", null);
    if (!caller.isBootstrap) query = query.where("tenant_id", "=", caller.tenantId);
    const revoked = await query.returning("tenant_id").executeTakeFirst();
    if (revoked === undefined) throw notFound("API key");
    await recordAudit(transaction, {
      tenantId: revoked.tenant_id,
      actor: actorOf(caller),
      action: "api_key.revoked",
      object: { kind: "api_key", id },
      at,
    });
  });
}
