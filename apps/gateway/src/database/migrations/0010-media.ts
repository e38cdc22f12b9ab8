import { type Kysely, sql } from "kysely";

/** Media, how full their store is, and the links and addresses they are reached by. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable("media")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("tenant_id", "text", (column) => column.notNull().references("tenants.id"))
    .addColumn("status", "text", (column) => column.notNull())
    .addColumn("reserved_bytes", "bigint", (column) => column.notNull())
    .addColumn("size_bytes", "bigint")
    .addColumn("sha256", "text")
    .addColumn("type", "text")
    .addColumn("facts", "jsonb")
    .addColumn("error", "jsonb")
    .addColumn("writer", "text")
    .addColumn("writer_until", "timestamptz")
    .addColumn("expires_at", "timestamptz", (column) => column.notNull())
    .addColumn("created_at", "timestamptz", (column) => column.notNull())
    .execute();
  await database.schema
    .createIndex("media_by_expiry")
    .on("media")
    .columns(["expires_at"])
    .where(sql.ref("status"), "<>", "removed")
    .execute();

  await database.schema
    .createTable("media_uploads")
    .addColumn("media_id", "text", (column) =>
      column.primaryKey().references("media.id").onDelete("cascade"),
    )
    .addColumn("token_digest", "text", (column) => column.notNull().unique())
    .addColumn("sealed_token", "text", (column) => column.notNull())
    .addColumn("size_bytes", "bigint", (column) => column.notNull())
    .addColumn("type", "text", (column) => column.notNull())
    .addColumn("sha256", "text")
    .addColumn("offset_bytes", "bigint", (column) => column.notNull())
    .execute();

  await database.schema
    .createTable("media_fetches")
    .addColumn("media_id", "text", (column) =>
      column.primaryKey().references("media.id").onDelete("cascade"),
    )
    .addColumn("sealed_url", "text", (column) => column.notNull())
    .addColumn("attempts", "integer", (column) => column.notNull())
    .addColumn("due_at", "timestamptz", (column) => column.notNull())
    .execute();

  await database.schema
    .createTable("media_leases")
    .addColumn("delivery_id", "text", (column) => column.notNull())
    .addColumn("media_id", "text", (column) =>
      column.notNull().references("media.id").onDelete("cascade"),
    )
    .addColumn("token_digest", "text", (column) => column.notNull().unique())
    .addColumn("sealed_token", "text", (column) => column.notNull())
    .addColumn("expires_at", "timestamptz", (column) => column.notNull())
    .addPrimaryKeyConstraint("media_leases_pkey", ["delivery_id", "media_id"])
    .execute();
  await database.schema
    .createIndex("media_leases_by_expiry")
    .on("media_leases")
    .column("expires_at")
    .execute();

  await database.schema
    .createTable("media_storage")
    .addColumn("id", "integer", (column) => column.primaryKey())
    .addColumn("reserved_bytes", "bigint", (column) =>
      column.notNull().check(sql`reserved_bytes >= 0`),
    )
    .execute();
  await sql`insert into media_storage (id, reserved_bytes) values (1, 0)`.execute(database);
}
