import { join } from "node:path";
import type { Configuration } from "../configuration/configuration";
import type { GatewayDatabase } from "../database/gateway-database";
import { databaseCheck, type ReadinessCheck, writableDirectoryCheck } from "./readiness";

/** Where media files are kept, inside the data directory. */
export function mediaDirectory(configuration: Pick<Configuration, "dataDir">): string {
  return join(configuration.dataDir, "media");
}

/** What `/readyz` and `doctor` check on every deployment. */
export function defaultReadinessChecks(
  configuration: Configuration,
  database: GatewayDatabase,
): readonly ReadinessCheck[] {
  return [
    databaseCheck(database),
    writableDirectoryCheck("media_store", mediaDirectory(configuration)),
  ];
}
