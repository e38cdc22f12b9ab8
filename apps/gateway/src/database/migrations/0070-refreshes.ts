import { type Kysely, sql } from "kysely";

/** Refreshes that all replicas see, the ones that are planned, and warnings of grants that end. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable("refresh_attempts")
    .addColumn("tenant_id", "text", (column) => column.notNull())
    .addColumn("connection_id", "text", (column) => column.notNull())
    .addColumn("generation", "bigint", (column) => column.notNull())
    .addColumn("place", "text", (column) => column.notNull())
    .addColumn("begun_at", "timestamptz", (column) => column.notNull())
    .addPrimaryKeyConstraint("refresh_attempts_pkey", ["tenant_id", "connection_id"])
    .execute();
  await database.schema
    .alterTable("connections")
    .addColumn("refresh_ahead_at", "timestamptz")
    .addColumn("refresh_idle_at", "timestamptz")
    .addColumn("refresh_claimed_until", "timestamptz")
    .addColumn("refresh_failures", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("lost_generation", "bigint")
    .addColumn("warned_at", "timestamptz")
    .execute();
  // Accounts from before have no plan; whoever takes one up reads its credential and makes it.
  await sql`update connections set refresh_idle_at = now() where status = 'active'`.execute(
    database,
  );
  await sql`
    create index connections_refreshed on connections (refresh_idle_at) where status = 'active'
  `.execute(database);
  await sql`
    create index connections_ending on connections (reauthorize_before) where status = 'active'
  `.execute(database);
}
