import { type Expression, type ExpressionBuilder, type SqlBool, sql } from "kysely";
import type { Caller } from "../../access/caller";
import type { DatabaseSchema } from "../../database/database-schema";

/**
 * Endpoints of the caller's tenant that tell no more than the caller's key may know: a limited key sees
 * those that have its limits or narrower ones.
 */
export function withinKeyLimits(
  where: ExpressionBuilder<DatabaseSchema, "webhook_endpoints">,
  { tenantId, limits }: Caller,
): Expression<SqlBool> {
  const conditions: Expression<SqlBool>[] = [where("webhook_endpoints.tenant_id", "=", tenantId)];
  for (const column of ["users", "platforms"] as const) {
    const allowed = limits[column];
    if (allowed === null) continue;
    const stored = where.ref(`webhook_endpoints.${column}`);
    conditions.push(sql<SqlBool>`${stored} <@ ${JSON.stringify(allowed)}::jsonb`);
  }
  return where.and(conditions);
}
