import type { Kysely } from "kysely";

/** Counters that replicas share, in the shape rate-limiter-flexible's PostgreSQL store writes. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable("rate_limits")
    .addColumn("key", "varchar(255)", (column) => column.primaryKey())
    .addColumn("points", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("expire", "bigint")
    .execute();
}
