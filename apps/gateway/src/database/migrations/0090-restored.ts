import type { Kysely } from "kysely";

/** What a delivery was when an older database was put back, until a person has looked at the account. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema.alterTable("deliveries").addColumn("held_from", "text").execute();
}
