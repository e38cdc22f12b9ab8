import type { GatewayDatabase } from "../database/gateway-database";
import { dumpDirectory, dumpsToKeep } from "./dump-settings";
import type { DumpConfiguration } from "./dump-task";
import { keepDumps } from "./keep-dumps";
import { writeDump } from "./write-dump";

/**
 * Dumps the embedded database as it is before an upgrade changes its tables: the only way back to the
 * release before. On PostgreSQL the operator's own backups are.
 *
 * @returns the path of the dump; `null` on PostgreSQL.
 */
export async function dumpBeforeUpgrade(
  database: GatewayDatabase,
  configuration: DumpConfiguration,
  now: () => Date,
): Promise<string | null> {
  if (database.copyFiles === null) return null;
  const directory = dumpDirectory(configuration);
  const path = await writeDump({ database, directory, reason: "before-upgrade", now });
  await keepDumps(directory, dumpsToKeep(configuration));
  return path;
}
