import { type Kysely, sql } from "kysely";

/** Whose turn it is: no account is served again while another one waits. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`create sequence delivery_turn`.execute(database);
  await database.schema
    .createTable("delivery_turns")
    .addColumn("connection_id", "text", (column) => column.primaryKey())
    .addColumn("turn", "bigint", (column) => column.notNull())
    .execute();
  await database.schema
    .createIndex("deliveries_in_hand")
    .on("deliveries")
    .column("lease_until")
    .where(sql.ref("lease_until"), "is not", null)
    .execute();
}
