import { join } from "node:path";
import type { Configuration } from "../configuration/configuration";
import type { GatewayDatabase } from "../database/gateway-database";
import type { MediaStorage } from "../media/storage/media-storage";
import { databaseCheck, type ReadinessCheck, servingCheck } from "./readiness";

/** Where media files are kept, inside the data directory. */
export function mediaDirectory(configuration: Pick<Configuration, "dataDir">): string {
  return join(configuration.dataDir, "media");
}

/** What `/readyz` and `doctor` check on every deployment. */
export function defaultReadinessChecks(
  storage: Pick<MediaStorage, "check">,
  database: GatewayDatabase,
  draining: AbortSignal,
): readonly ReadinessCheck[] {
  return [
    servingCheck(draining),
    databaseCheck(database),
    { name: "media_store", run: () => storage.check() },
  ];
}
