import { type Kysely, sql } from "kysely";

/**
 * Indexes for what was read by going through every delivery there ever was: the media in use, lists by
 * owner, and lists of what went another way than most. With a million deliveries each took most of a
 * second, again and again.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    create index deliveries_not_published on deliveries (status) where status <> 'published'
  `.execute(database);
  await database.schema
    .createIndex("deliveries_by_owner")
    .on("deliveries")
    .columns(["owner_user", "created_at"])
    .execute();
  // What was sealed for going on with a delivery is destroyed with its end, and every start looks for the
  // keys that the rest needs.
  await sql`
    update deliveries set state = null where status in ('published', 'failed') and state is not null
  `.execute(database);
  await sql`create index deliveries_sealed on deliveries (id) where state is not null`.execute(
    database,
  );
  // Counters are written with every request and may be lost: no request waits for a disk over them.
  await sql`alter table rate_limits set unlogged`.execute(database);
}
