import type { Kysely, Transaction } from "kysely";
import type { ConstructorOptions } from "pg-boss";
import type { DatabaseSchema } from "./database-schema";

/** An open transaction on the gateway's tables. Inside it, use nothing but it: the embedded database has one connection. */
export type DatabaseTransaction = Transaction<DatabaseSchema>;

/** Runs one SQL statement with `$1` parameters and returns its rows. */
export type RunSql = (sql: string, parameters?: readonly unknown[]) => Promise<unknown[]>;

/** How the job engine reaches the same database. */
export type JobDatabaseOptions = Pick<
  ConstructorOptions,
  "backend" | "db" | "connectionString" | "max"
>;

/** The gateway's database, whichever engine holds it. */
export type GatewayDatabase = {
  readonly engine: "embedded" | "postgresql";
  readonly kysely: Kysely<DatabaseSchema>;
  /** For libraries that bring their own SQL (Keyv, rate limits). */
  readonly runSql: RunSql;
  readonly jobDatabaseOptions: JobDatabaseOptions;
  /**
   * Copies the files of the embedded database, as they are at one moment, into a new directory;
   * statements wait meanwhile. `null` where it has no files of its own: on a server, or in memory.
   */
  readonly copyFiles: ((copy: string) => Promise<void>) | null;
  /** Closes every connection and gives up the directory. Nothing may use the database afterwards. */
  readonly close: () => Promise<void>;
};
