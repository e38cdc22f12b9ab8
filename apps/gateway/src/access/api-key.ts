import type { Selectable } from "kysely";
import type { DatabaseSchema } from "../database/database-schema";
import type { StoredKeyLimits } from "../database/tables/access-tables";
import type { KeyLimits } from "./caller";
import { isScope, type Scope } from "./scope";

/** An API key as its tenant sees it; never the key itself. */
export type ApiKey = {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly limits: KeyLimits;
  readonly createdAt: Date;
};

/** Reads a row of `api_keys`. */
export function toApiKey(row: Selectable<DatabaseSchema["api_keys"]>): ApiKey {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    name: row.name,
    scopes: row.scopes.filter(isScope),
    limits: {
      users: row.limits.users,
      platforms: row.limits.platforms,
      postsPerDay: row.limits.posts_per_day,
      expiresAt: row.limits.expires_at === null ? null : new Date(row.limits.expires_at),
    },
    createdAt: row.created_at,
  };
}

/** The stored form of limits. */
export function toStoredLimits(limits: KeyLimits): StoredKeyLimits {
  return {
    users: limits.users,
    platforms: limits.platforms,
    posts_per_day: limits.postsPerDay,
    expires_at: limits.expiresAt?.toISOString() ?? null,
  };
}
