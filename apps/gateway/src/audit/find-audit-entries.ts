import type { Selectable } from "kysely";
import type { Caller } from "../access/caller";
import type { DatabaseSchema } from "../database/database-schema";
import type { GatewayDatabase } from "../database/gateway-database";
import type { AuditAction } from "./audit-action";

/** An entry as the database holds it. */
export type AuditRow = Selectable<DatabaseSchema["audit_log"]>;

/** What a list of entries is narrowed by; `null` members do not narrow. */
export type AuditFilter = {
  /** The id of the thing. */
  readonly object: string | null;
  /** The id of who did it: a key's, or the caller's own id of an owner. */
  readonly actor: string | null;
  readonly action: AuditAction | null;
};

/** Entries of the caller's tenant, newest first, up to `count` before the entry with the number `before`. */
export async function findAuditEntries(
  { database }: { readonly database: GatewayDatabase },
  caller: Caller,
  page: {
    readonly filter: AuditFilter;
    readonly before: string | null;
    readonly count: number;
  },
): Promise<readonly AuditRow[]> {
  const { filter, before, count } = page;
  let query = database.kysely
    .selectFrom("audit_log")
    .selectAll()
    .where("tenant_id", "=", caller.tenantId);
  if (filter.object !== null) query = query.where("object_id", "=", filter.object);
  if (filter.actor !== null) query = query.where("actor_id", "=", filter.actor);
  if (filter.action !== null) query = query.where("action", "=", filter.action);
  if (before !== null) query = query.where("id", "<", before);
  return query.orderBy("id", "desc").limit(count).execute();
}
