import type { Kysely } from "kysely";

/** What is held up by hand. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable("pauses")
    .addColumn("reach", "text", (column) => column.notNull())
    .addColumn("scope", "text", (column) => column.notNull())
    .addColumn("target", "text", (column) => column.notNull())
    .addColumn("paused_by", "text", (column) => column.notNull())
    .addColumn("created_at", "timestamptz", (column) => column.notNull())
    .addPrimaryKeyConstraint("pauses_pkey", ["reach", "scope", "target"])
    .execute();
}
