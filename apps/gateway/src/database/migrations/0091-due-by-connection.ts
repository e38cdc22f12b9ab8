import { type Kysely, sql } from "kysely";

/** With a large backlog, what is due is looked for account by account, and not all of it. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createIndex("deliveries_due_by_connection")
    .on("deliveries")
    .columns(["connection_id", "due_at"])
    .where(sql.ref("due_at"), "is not", null)
    .execute();
}
