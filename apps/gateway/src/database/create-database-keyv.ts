import { KeyvPostgres } from "@keyv/postgres";
import Keyv from "keyv";
import type { RunSql } from "./gateway-database";

const namespacePattern = /^[a-z][a-z0-9-]{0,31}$/;

/** What a Keyv on the gateway's database needs. */
export type DatabaseKeyvOptions = {
  /** Keeps the keys of one use apart: lower-case letters, digits and hyphens. One Keyv per namespace. */
  readonly namespace: string;
  readonly runSql: RunSql;
};

/**
 * A Keyv on the gateway's own database, embedded or PostgreSQL.
 *
 * The `@keyv/postgres` adapter asks its `connect()` for a query function; answering with ours keeps it
 * off its process-wide pool, which has no error listener and ends with any instance. `throwOnErrors`
 * makes a lost database an error, not "no such key". `clear()` is refused: the adapter's pattern is
 * not escaped and would reach into other namespaces. Time to live is checked only on reading.
 *
 * @throws TypeError for a namespace outside the allowed form.
 */
export function createDatabaseKeyv(options: DatabaseKeyvOptions): Keyv<string> {
  const { namespace, runSql } = options;
  if (!namespacePattern.test(namespace)) {
    throw new TypeError(
      `"${namespace}" is no Keyv namespace: use 1-32 lower-case letters, digits and hyphens.`,
    );
  }
  class GatewayKeyvStore extends KeyvPostgres {
    override async connect() {
      return async (sql: string, values?: unknown[]) => {
        // The table is a migration of ours; the adapter would try to create it on every start.
        if (sql.startsWith("CREATE ")) return [];
        // Rows are whatever the adapter's own statement selects.
        return (await runSql(sql, values)) as Record<string, unknown>[];
      };
    }
    override async delete(key: string): Promise<boolean> {
      // The adapter reads first and deletes second, so that several callers are told they deleted it.
      const rows = await runSql("DELETE FROM public.keyv WHERE key = $1 RETURNING key", [key]);
      return rows.length === 1;
    }
    override async clear(): Promise<void> {
      throw new Error(`Keyv namespace "${namespace}" cannot be cleared; delete keys one by one.`);
    }
    override async disconnect(): Promise<void> {
      // The connection belongs to the gateway's database, which closes it.
    }
  }
  return new Keyv<string>({
    store: new GatewayKeyvStore({ table: "keyv", schema: "public" }),
    namespace,
    throwOnErrors: true,
    // `throwOnErrors` reports to the caller; the event would be a second, unhandled report.
    emitErrors: false,
  });
}
