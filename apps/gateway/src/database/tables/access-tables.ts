import type { ColumnType, JSONColumnType } from "kysely";

/** The parts of a gateway that must not see each other. */
type TenantsTable = {
  id: string;
  name: string;
  /** Normalised URL prefixes a `return_url` may have. */
  return_urls: JSONColumnType<readonly string[]>;
  /** What its media may take of the store; `null`: no limit of its own. */
  media_bytes: ColumnType<number | string | null, number | null | undefined, number | null>;
  /** What they take: the sum of `media.reserved_bytes`. */
  media_reserved_bytes: ColumnType<number | string, number | undefined, number>;
  created_at: ColumnType<Date, Date, never>;
};

/** API keys; the key itself is never stored, only its SHA-256. */
type ApiKeysTable = {
  id: string;
  tenant_id: string;
  name: string;
  /** Lower-case hex SHA-256 of the key. */
  digest: string;
  scopes: JSONColumnType<readonly string[]>;
  limits: JSONColumnType<StoredKeyLimits>;
  created_at: ColumnType<Date, Date, never>;
  revoked_at: Date | null;
};

/** `null` members do not limit. */
export type StoredKeyLimits = {
  readonly users: readonly string[] | null;
  readonly platforms: readonly string[] | null;
  readonly posts_per_day: number | null;
  readonly expires_at: string | null;
};

export type AccessTables = { tenants: TenantsTable; api_keys: ApiKeysTable };
