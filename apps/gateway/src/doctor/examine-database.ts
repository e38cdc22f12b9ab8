import { existsSync } from "node:fs";
import { sql } from "kysely";
import type { Configuration } from "../configuration/configuration";
import { ConfigurationProblem } from "../configuration/configuration-problem";
import { findEncryptionKeys } from "../configuration/data-directory-secrets";
import { examineKeys } from "../credentials/check-encryption-keys";
import { DirectoryInUseError } from "../database/directory-lock";
import type { GatewayDatabase } from "../database/gateway-database";
import { readMigrationState } from "../database/migration-state";
import { databaseDirectory, openEmbeddedDatabase } from "../database/open-embedded-database";
import { openPostgresqlDatabase } from "../database/open-postgresql-database";
import { OperatorError } from "../operations/operator-error";
import { examineClock } from "./examine-clock";
import { type Finding, ok, problem, warning } from "./finding";

/** PostgreSQL 14 is the oldest that its makers still supported when this was written. */
const OLDEST_SERVER_VERSION = 140_000;

/** Does the database answer, is it new enough, and are its tables up to date? Changes nothing in it. */
export async function examineDatabase(
  configuration: Configuration,
  now: () => Date,
): Promise<readonly Finding[]> {
  const { databaseUrl, dataDir } = configuration;
  if (databaseUrl === null && !existsSync(databaseDirectory(dataDir))) {
    return [ok("The embedded database does not exist yet; the first start makes it.")];
  }
  let database: GatewayDatabase | undefined;
  try {
    database =
      databaseUrl === null
        ? await openEmbeddedDatabase(dataDir)
        : openPostgresqlDatabase({ url: databaseUrl, onConnectionLost: () => {} });
    return [
      ...(await examineTables(database)),
      ...(await examineClock(database, now)),
      ...(await examineStoredKeys(database, configuration)),
    ];
  } catch (error) {
    if (error instanceof DirectoryInUseError) {
      return [ok("A gateway is running on DATA_DIR and holds the embedded database.")];
    }
    if (error instanceof OperatorError) return [problem(error.message)];
    if (error instanceof ConfigurationProblem) {
      return error.problems.map(({ name, message }) => problem(`${name}: ${message}`));
    }
    return [describeFailure(error, databaseUrl !== null)];
  } finally {
    await database?.close();
  }
}

async function examineTables(database: GatewayDatabase): Promise<Finding[]> {
  const { kysely, engine } = database;
  const name = engine === "embedded" ? "The embedded database" : "PostgreSQL";
  const version = await sql<{ number: number; text: string }>`
    select current_setting('server_version_num')::int as number, current_setting('server_version') as text
  `.execute(kysely);
  const server = version.rows[0];
  if (server === undefined || server.number < OLDEST_SERVER_VERSION) {
    return [problem(`${name} is version ${server?.text ?? "unknown"}; use 14 or newer.`)];
  }
  const { pending, unknown } = await readMigrationState(database);
  const findings = [ok(`${name} ${server.text} answers.`)];
  if (unknown.length > 0) {
    findings.push(
      problem(
        `The tables were made by a newer gateway (${unknown.join(", ")}); run that version or newer.`,
      ),
    );
  }
  if (pending.length > 0) {
    findings.push(
      ok(`The next start brings the tables up to date (${pending.length} steps, without asking).`),
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

/** Do the keys open what is stored? Names them by their ids. */
async function examineStoredKeys(
  database: GatewayDatabase,
  configuration: Configuration,
): Promise<Finding[]> {
  const problems = await examineKeys(database, configuration);
  if (problems.length > 0) {
    return problems.map(({ name, message }) => problem(`${name}: ${message}`));
  }
  const keys = findEncryptionKeys(configuration) ?? [];
  if (keys.length === 0) return [ok("There is no encryption key yet; the first start makes one.")];
  const [newest, ...older] = keys.map(({ id }) => `"${id}"`);
  const also = older.length === 0 ? "" : `; ${older.join(", ")} only open older secrets`;
  return [ok(`The encryption key ${newest} fits this database${also}.`)];
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
        `The embedded database in DATA_DIR cannot be opened${code}; restore its last dump with: upload-post-gateway restore <dump> --replace`,
      );
}
