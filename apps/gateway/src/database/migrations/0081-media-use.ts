import { type Kysely, sql } from "kysely";

/** Which media a post has ever named: what is known of the others goes with their bytes. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema.alterTable("media").addColumn("used_at", "timestamptz").execute();
  // Of those that were there before, nobody knows any more.
  await sql`update media set used_at = created_at`.execute(database);
}
