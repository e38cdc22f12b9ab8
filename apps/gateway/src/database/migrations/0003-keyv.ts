import type { Kysely } from "kysely";

/**
 * The table behind every Keyv of the gateway, in the shape `@keyv/postgres` 2 writes.
 *
 * It is a migration because the adapter creates its table once, in its constructor, and never again
 * when the database was away at that moment. The schema is named because the adapter always names it.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .withSchema("public")
    .createTable("keyv")
    .ifNotExists()
    .addColumn("key", "varchar(255)", (column) => column.primaryKey())
    .addColumn("value", "text")
    .execute();
}
