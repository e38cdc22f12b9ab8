import type { Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import { migrations } from "./migrations";

/**
 * Brings the tables up to date. Safe to run from several replicas at once: they queue for one lock.
 *
 * @throws Error naming the migration that failed; everything of it is rolled back.
 */
export async function migrateDatabase<Schema>(database: Kysely<Schema>): Promise<void> {
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: async () => ({ ...migrations }) },
    // Rooms add migrations in parallel, so a lower number may arrive after a higher one was applied.
    allowUnorderedMigrations: true,
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const failed = results?.find((result) => result.status === "Error")?.migrationName;
  throw new Error(
    `The database could not be migrated${failed === undefined ? "" : ` (${failed})`}; nothing of this step was kept. Restore access to the database and start again.`,
    { cause: error },
  );
}
