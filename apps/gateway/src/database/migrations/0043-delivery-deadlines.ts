import type { Kysely } from "kysely";

/** What bounds the work on a delivery, however it goes wrong. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .alterTable("deliveries")
    .addColumn("claims", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("deadline_at", "timestamptz")
    .execute();
}
