import type { Secret } from "@upload-post/core/connector";
import { endDeadClaims } from "./end-dead-claims";
import type { GatewayDatabase } from "./gateway-database";
import { migrateDatabase } from "./migrate-database";
import { readMigrationState, requireKnownMigrations } from "./migration-state";
import { openEmbeddedDatabase } from "./open-embedded-database";
import { openPostgresqlDatabase } from "./open-postgresql-database";

/** Where the database is. */
export type OpenDatabaseOptions = {
  /** `null`: the embedded database in `dataDir`. */
  readonly databaseUrl: Secret | null;
  readonly dataDir: string;
  readonly onConnectionLost: (error: Error) => void;
  /** Called before anything in it is changed; what it throws stops the start. */
  readonly beforeChange?: (database: GatewayDatabase) => Promise<void>;
  /** Called before tables that were there already are changed; what it throws stops the start. */
  readonly beforeUpgrade?: (database: GatewayDatabase) => Promise<void>;
};

/**
 * Opens the configured database and brings its tables up to date.
 *
 * @throws DirectoryInUseError when another process holds `dataDir` (embedded).
 * @throws OperatorError when the files or tables are not of this release or an older one.
 * @throws Error when the server cannot be reached or a migration fails.
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<GatewayDatabase> {
  const { databaseUrl, dataDir, onConnectionLost } = options;
  const database =
    databaseUrl === null
      ? await openEmbeddedDatabase(dataDir)
      : openPostgresqlDatabase({ url: databaseUrl, onConnectionLost });
  try {
    const state = await readMigrationState(database);
    requireKnownMigrations(state);
    await options.beforeChange?.(database);
    if (state.pending.length > 0) {
      if (state.applied.length > 0) await options.beforeUpgrade?.(database);
      await migrateDatabase(database.kysely);
    }
    if (database.engine === "embedded") await endDeadClaims(database);
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}
