import { join } from "node:path";
import type { Configuration } from "../configuration/configuration";
import type { DumpsToKeep } from "./keep-dumps";

/** Dumps before an upgrade are few, and each is the only way back. */
const KEPT_BEFORE_UPGRADES = 3;

/** Where dumps lie: `DUMP_DIR`, or a directory of its own in the data directory. */
export function dumpDirectory({ dumpDir, dataDir }: Pick<Configuration, "dumpDir" | "dataDir">) {
  return dumpDir ?? join(dataDir, "dumps");
}

/** How many dumps are kept. */
export function dumpsToKeep({ dumpKeep }: Pick<Configuration, "dumpKeep">): DumpsToKeep {
  return { periodic: dumpKeep, "before-upgrade": KEPT_BEFORE_UPGRADES };
}
