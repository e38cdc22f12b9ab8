import { type Kysely, sql } from "kysely";

/** What platforms told us, each thing once, until it has led to asking them. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable("platform_webhooks")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("platform", "text", (column) => column.notNull())
    .addColumn("deduplication_key", "text", (column) => column.notNull())
    .addColumn("position", "integer", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("account_id", "text")
    .addColumn("handle", "text")
    .addColumn("detail", "text")
    .addColumn("received_at", "timestamptz", (column) => column.notNull())
    .addColumn("due_at", "timestamptz")
    .addColumn("tries", "integer", (column) => column.notNull().defaultTo(0))
    .addUniqueConstraint("platform_webhooks_once", ["platform", "deduplication_key", "position"])
    .execute();
  await database.schema
    .createIndex("platform_webhooks_due")
    .on("platform_webhooks")
    .column("due_at")
    .where(sql.ref("due_at"), "is not", null)
    .execute();
  await database.schema
    .createIndex("platform_webhooks_by_age")
    .on("platform_webhooks")
    .column("received_at")
    .execute();
}
