import { existsSync, readdirSync } from "node:fs";
import type { Configuration } from "../configuration/configuration";
import { databaseDirectory } from "../database/open-embedded-database";
import { dumpDirectory } from "../dumps/dump-settings";
import { findDumps } from "../dumps/find-dumps";
import { type Finding, ok, problem, warning } from "./finding";

const HOUR_MS = 3_600_000;
/** Of interrupted first starts and restores; of restores, also what they have put aside. */
const leftover = /^database\.(unfinished|restoring|replaced)-/;

/** Are there dumps of the embedded database, fresh enough, and what has been left beside it? */
export async function examineDumps(configuration: Configuration, now: Date): Promise<Finding[]> {
  const { databaseUrl, dataDir } = configuration;
  if (databaseUrl !== null || !existsSync(databaseDirectory(dataDir))) return [];
  return [...examineLeftovers(dataDir), await examineAge(configuration, now)];
}

function examineLeftovers(dataDir: string): Finding[] {
  const names = readdirSync(dataDir).filter((name) => leftover.test(name));
  if (names.length === 0) return [];
  return [
    warning(
      `Beside the database in ${dataDir} lie ${names.join(", ")}, left by a first start that was killed or by a restore. The gateway does not use them; delete them once you are sure that you need nothing of them.`,
    ),
  ];
}

async function examineAge(configuration: Configuration, now: Date): Promise<Finding> {
  const { dumpIntervalSeconds } = configuration;
  const directory = dumpDirectory(configuration);
  let newest: Date | undefined;
  try {
    newest = (await findDumps(directory))[0]?.takenAt;
  } catch {
    return problem(
      `DUMP_DIR ${directory} cannot be read; give it to the user the gateway runs as.`,
    );
  }
  if (dumpIntervalSeconds === 0) {
    return warning(
      "DUMP_INTERVAL_S is 0: the embedded database is not dumped; back it up yourself.",
    );
  }
  if (newest === undefined) {
    const hours = dumpIntervalSeconds / 3600;
    return warning(
      `There is no dump in ${directory} yet; a running gateway takes the first one ${hours} hours after its first start.`,
    );
  }
  const ageMs = now.getTime() - newest.getTime();
  const age = `The newest dump in ${directory} is ${(ageMs / HOUR_MS).toFixed(1)} hours old`;
  return ageMs > 2 * dumpIntervalSeconds * 1000
    ? warning(`${age}: dumps fail, or the gateway did not run; look for "dump" in its log.`)
    : ok(`${age}.`);
}
