import type { Secret } from "@upload-post/core/connector";
import type { GatewayDatabase } from "./gateway-database";
import { migrateDatabase } from "./migrate-database";
import { openEmbeddedDatabase } from "./open-embedded-database";
import { openPostgresqlDatabase } from "./open-postgresql-database";

/** Where the database is. */
export type OpenDatabaseOptions = {
  /** `null`: the embedded database in `dataDir`. */
  readonly databaseUrl: Secret | null;
  readonly dataDir: string;
  readonly onConnectionLost: (error: Error) => void;
};

/**
 * Opens the configured database and brings its tables up to date.
 *
 * @throws DirectoryInUseError when another process holds `dataDir` (embedded).
 * @throws Error when the server cannot be reached or a migration fails.
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<GatewayDatabase> {
  const { databaseUrl, dataDir, onConnectionLost } = options;
  const database =
    databaseUrl === null
      ? await openEmbeddedDatabase(dataDir)
      : openPostgresqlDatabase({ url: databaseUrl, onConnectionLost });
  try {
    await migrateDatabase(database.kysely);
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}
