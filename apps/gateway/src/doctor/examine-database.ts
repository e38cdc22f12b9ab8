import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Kysely, sql } from "kysely";
import type { Configuration } from "../configuration/configuration";
import type { DatabaseSchema } from "../database/database-schema";
import { DirectoryInUseError } from "../database/directory-lock";
import type { GatewayDatabase } from "../database/gateway-database";
import { migrations } from "../database/migrations";
import { openEmbeddedDatabase } from "../database/open-embedded-database";
import { openPostgresqlDatabase } from "../database/open-postgresql-database";
import { type Finding, ok, problem, warning } from "./finding";

/** PostgreSQL 14 is the oldest that its makers still supported when this was written. */
const OLDEST_SERVER_VERSION = 140_000;

/** Does the database answer, is it new enough, and are its tables up to date? Changes nothing in it. */
export async function examineDatabase(configuration: Configuration): Promise<readonly Finding[]> {
  const { databaseUrl, dataDir } = configuration;
  if (databaseUrl === null && !existsSync(join(dataDir, "database"))) {
    return [ok("The embedded database does not exist yet; the first start makes it.")];
  }
  let database: GatewayDatabase | undefined;
  try {
    database =
      databaseUrl === null
        ? await openEmbeddedDatabase(dataDir)
        : openPostgresqlDatabase({ url: databaseUrl, onConnectionLost: () => {} });
    return await examineTables(database);
  } catch (error) {
    if (error instanceof DirectoryInUseError) {
      return [ok("A gateway is running on DATA_DIR and holds the embedded database.")];
    }
    return [describeFailure(error, databaseUrl !== null)];
  } finally {
    await database?.close();
  }
}

async function examineTables({ kysely, engine }: GatewayDatabase): Promise<Finding[]> {
  const name = engine === "embedded" ? "The embedded database" : "PostgreSQL";
  const version = await sql<{ number: number; text: string }>`
    select current_setting('server_version_num')::int as number, current_setting('server_version') as text
  `.execute(kysely);
  const server = version.rows[0];
  if (server === undefined || server.number < OLDEST_SERVER_VERSION) {
    return [problem(`${name} is version ${server?.text ?? "unknown"}; use 14 or newer.`)];
  }
  const applied = await appliedMigrations(kysely);
  const missing = Object.keys(migrations).filter((migration) => !applied.includes(migration));
  const unknown = applied.filter((migration) => !Object.hasOwn(migrations, migration));
  const findings = [ok(`${name} ${server.text} answers.`)];
  if (unknown.length > 0) {
    findings.push(
      problem(
        `The tables were made by a newer gateway (${unknown.join(", ")}); run that version or newer.`,
      ),
    );
  }
  if (missing.length > 0) {
    findings.push(
      ok(`The next start brings the tables up to date (${missing.length} steps, without asking).`),
    );
  }
  if (engine === "embedded") {
    findings.push(
      warning(
        "The embedded database survives a crash of the gateway, but not a power failure; use DATABASE_URL where that matters.",
      ),
    );
  }
  return findings;
}

async function appliedMigrations(kysely: Kysely<DatabaseSchema>): Promise<string[]> {
  const tables = await sql`select to_regclass('kysely_migration') as found`.execute(kysely);
  if (JSON.stringify(tables.rows) === '[{"found":null}]') return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(kysely);
  return rows.map(({ name }) => name);
}

/** Only the code: a driver's message may quote the connection string. */
function describeFailure(error: unknown, isServer: boolean): Finding {
  const code =
    error instanceof Error && "code" in error && typeof error.code === "string"
      ? ` (${error.code})`
      : "";
  return isServer
    ? problem(
        `PostgreSQL does not answer${code}; check the host, port, user, password and name in DATABASE_URL, and that this machine may connect.`,
      )
    : problem(
        `The embedded database in DATA_DIR cannot be opened${code}; restore DATA_DIR from a copy made while the gateway was stopped.`,
      );
}
