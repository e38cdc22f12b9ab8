import type { Secret } from "@upload-post/core/connector";
import { Kysely, PostgresDialect } from "kysely";
import { Pool } from "pg";
import type { DatabaseSchema } from "./database-schema";
import type { GatewayDatabase } from "./gateway-database";

const POOL_SIZE = 12;
const JOB_POOL_SIZE = 4;
const CONNECT_TIMEOUT_MS = 10_000;

/** What opening PostgreSQL needs. */
export type PostgresqlOptions = {
  readonly url: Secret;
  /** Told about every idle connection the server closed; without a listener that ends the process. */
  readonly onConnectionLost: (error: Error) => void;
};

/** Opens a pool on PostgreSQL. Does not wait for the server: the first query does. */
export function openPostgresqlDatabase(options: PostgresqlOptions): GatewayDatabase {
  const connectionString = options.url.reveal();
  const pool = new Pool({
    connectionString,
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: "upload-post-gateway",
  });
  pool.on("error", options.onConnectionLost);
  pool.on("connect", (client) => {
    // A connection that is lost between two statements of a transaction tells nobody but itself, and
    // without a listener that would end the process. Whoever holds it learns it from the next statement.
    client.on("error", () => undefined);
  });
  const kysely = new Kysely<DatabaseSchema>({ dialect: new PostgresDialect({ pool }) });
  return {
    engine: "postgresql",
    kysely,
    runSql: async (sql, parameters) => (await pool.query(sql, [...(parameters ?? [])])).rows,
    jobDatabaseOptions: { backend: "postgres", connectionString, max: JOB_POOL_SIZE },
    copyFiles: null,
    close: () => kysely.destroy(),
  };
}
