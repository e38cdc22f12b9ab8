import { type Kysely, sql } from "kysely";

/**
 * The attempts of deliveries, and the guard against posting twice: the database itself lets at most one
 * attempt of a delivery be sent, unless the ones before are proven to have come to nothing.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable("delivery_attempts")
    .addColumn("id", "bigint", (column) => column.generatedAlwaysAsIdentity().primaryKey())
    .addColumn("delivery_id", "text", (column) => column.notNull().references("deliveries.id"))
    .addColumn("fence", "integer", (column) => column.notNull())
    .addColumn("started_at", "timestamptz", (column) => column.notNull())
    .addColumn("commit_started_at", "timestamptz")
    .addColumn("outcome", "text", (column) =>
      column.check(
        sql`outcome in ('done', 'failed_confirmed', 'abandoned_before_commit', 'unknown')`,
      ),
    )
    .execute();
  // What is under way, and what is or may be out, was attempted.
  await sql`
    insert into delivery_attempts (delivery_id, fence, started_at, commit_started_at, outcome)
    select id, fence, updated_at,
      case when commit_state <> 'none' then updated_at end,
      case status
        when 'published' then 'done'
        when 'in_inbox' then 'done'
        when 'unconfirmed' then 'unknown'
      end
    from deliveries
    where status in ('published', 'in_inbox', 'unconfirmed')
      or (status in ('queued', 'uploading', 'processing', 'waiting') and state is not null)
  `.execute(database);
  await sql`
    create unique index one_commit on delivery_attempts (delivery_id)
    where commit_started_at is not null and outcome is distinct from 'failed_confirmed'
  `.execute(database);
  await sql`
    create unique index one_open_attempt on delivery_attempts (delivery_id) where outcome is null
  `.execute(database);
  await database.schema
    .createIndex("delivery_attempts_by_delivery")
    .on("delivery_attempts")
    .columns(["delivery_id", "id"])
    .execute();
}
