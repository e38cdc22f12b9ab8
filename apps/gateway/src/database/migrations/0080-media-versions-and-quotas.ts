import { type Kysely, sql } from "kysely";

/** Which version of a media's file counts, who sends it, and what each tenant's media take of the store. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .alterTable("media")
    .addColumn("epoch", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("key_id", "text")
    .execute();
  await database.schema
    .createIndex("media_by_writing_key")
    .on("media")
    .column("key_id")
    .where(sql.ref("writer_until"), "is not", null)
    .execute();
  await database.schema
    .createIndex("media_by_removal")
    .on("media")
    .column("expires_at")
    .where(sql.ref("status"), "=", "removed")
    .execute();
  await database.schema
    .alterTable("tenants")
    .addColumn("media_bytes", "bigint")
    .addColumn("media_reserved_bytes", "bigint", (column) => column.notNull().defaultTo(0))
    .execute();
  await sql`
    update tenants set media_reserved_bytes = coalesce(
      (select sum(reserved_bytes) from media where media.tenant_id = tenants.id), 0)
  `.execute(database);
}
