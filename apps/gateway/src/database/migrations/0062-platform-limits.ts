import { type Kysely, sql } from "kysely";

/** What all replicas know of the platforms' limits: calls that were made or promised, and refusals. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable("limit_slots")
    .addColumn("key", "text", (column) => column.primaryKey())
    .addColumn("slots", sql`timestamptz[]`, (column) => column.notNull())
    .addColumn("updated_at", "timestamptz", (column) => column.notNull())
    .execute();
  await database.schema
    .createTable("limit_blocks")
    .addColumn("key", "text", (column) => column.primaryKey())
    .addColumn("period", "text", (column) => column.notNull())
    .addColumn("until", "timestamptz", (column) => column.notNull())
    .execute();
  await database.schema
    .createIndex("deliveries_in_inbox")
    .on("deliveries")
    .column("connection_id")
    .where(sql.ref("status"), "=", sql.lit("in_inbox"))
    .execute();
}
