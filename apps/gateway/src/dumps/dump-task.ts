import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Configuration } from "../configuration/configuration";
import type { GatewayDatabase } from "../database/gateway-database";
import { databaseDirectory } from "../database/open-embedded-database";
import type { HousekeepingTask } from "../housekeeping/housekeeping-task";
import { dumpDirectory, dumpsToKeep } from "./dump-settings";
import { findDumps } from "./find-dumps";
import { keepDumps } from "./keep-dumps";
import { writeDump } from "./write-dump";

/** Of the configuration, what dumps need. */
export type DumpConfiguration = Pick<
  Configuration,
  "dataDir" | "dumpDir" | "dumpIntervalSeconds" | "dumpKeep"
>;

/** Dumps the embedded database whenever the last dump is older than the interval; none on PostgreSQL. */
export function dumpTasks(
  database: GatewayDatabase,
  configuration: DumpConfiguration,
): readonly HousekeepingTask[] {
  const { dumpIntervalSeconds } = configuration;
  if (database.copyFiles === null || dumpIntervalSeconds === 0) return [];
  const directory = dumpDirectory(configuration);
  return [
    {
      name: "dump",
      run: async (now) => {
        const since = await lastDumpAt(configuration);
        if (now.getTime() - since.getTime() < dumpIntervalSeconds * 1000) return 0;
        await writeDump({ database, directory, reason: "periodic", now: () => now });
        await keepDumps(directory, dumpsToKeep(configuration));
        return 1;
      },
    },
  ];
}

/** The last periodic dump; before the first, the time at which the database was made. */
async function lastDumpAt(configuration: DumpConfiguration): Promise<Date> {
  const dumps = await findDumps(dumpDirectory(configuration));
  const last = dumps.find(({ reason }) => reason === "periodic");
  if (last !== undefined) return last.takenAt;
  const made = await stat(join(databaseDirectory(configuration.dataDir), "PG_VERSION"));
  return made.mtime;
}
