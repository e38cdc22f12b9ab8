import { type Kysely, sql } from "kysely";

/** Posts, their deliveries, and what happened to each. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable("posts")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("tenant_id", "text", (column) => column.notNull().references("tenants.id"))
    .addColumn("api_key_id", "text", (column) => column.notNull())
    .addColumn("reference", "text")
    .addColumn("media_ids", "jsonb", (column) => column.notNull())
    .addColumn("review", "text", (column) => column.notNull())
    .addColumn("consent", "jsonb")
    .addColumn("publish_at", "timestamptz")
    .addColumn("revision", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("created_at", "timestamptz", (column) => column.notNull())
    .execute();
  await database.schema
    .createIndex("posts_by_tenant")
    .on("posts")
    .columns(["tenant_id", "created_at", "id"])
    .execute();
  await database.schema
    .createIndex("posts_by_reference")
    .on("posts")
    .columns(["tenant_id", "reference"])
    .execute();
  await database.schema
    .createIndex("posts_by_key")
    .on("posts")
    .columns(["api_key_id", "created_at"])
    .execute();

  await database.schema
    .createTable("deliveries")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("post_id", "text", (column) => column.notNull().references("posts.id"))
    .addColumn("tenant_id", "text", (column) => column.notNull())
    .addColumn("position", "integer", (column) => column.notNull())
    .addColumn("connection_id", "text", (column) => column.notNull())
    .addColumn("owner_user", "text", (column) => column.notNull())
    .addColumn("platform", "text", (column) => column.notNull())
    .addColumn("mode", "text", (column) => column.notNull())
    .addColumn("title", "text")
    .addColumn("text", "text")
    .addColumn("options", "jsonb", (column) => column.notNull())
    .addColumn("status", "text", (column) => column.notNull())
    .addColumn("status_detail", "text")
    .addColumn("error", "jsonb")
    .addColumn("warnings", "jsonb", (column) => column.notNull().defaultTo(sql`'[]'::jsonb`))
    .addColumn("attempts", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("bytes_sent", "bigint", (column) => column.notNull().defaultTo(0))
    .addColumn("bytes_total", "bigint", (column) => column.notNull())
    .addColumn("resumes_at", "timestamptz")
    .addColumn("remote_handle", "text")
    .addColumn("remote_post_ids", "jsonb", (column) => column.notNull().defaultTo(sql`'[]'::jsonb`))
    .addColumn("remote_url", "text")
    .addColumn("visibility_requested", "text")
    .addColumn("visibility_actual", "text")
    .addColumn("content_digest", "text", (column) => column.notNull())
    .addColumn("state", "text")
    .addColumn("commit_state", "text", (column) => column.notNull().defaultTo("none"))
    .addColumn("due_at", "timestamptz")
    .addColumn("fence", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("lease_until", "timestamptz")
    .addColumn("observe_until", "timestamptz")
    .addColumn("cancel_requested_at", "timestamptz")
    .addColumn("created_at", "timestamptz", (column) => column.notNull())
    .addColumn("updated_at", "timestamptz", (column) => column.notNull())
    .execute();
  await database.schema
    .createIndex("deliveries_by_post")
    .on("deliveries")
    .columns(["post_id", "position"])
    .execute();
  await database.schema
    .createIndex("deliveries_due")
    .on("deliveries")
    .column("due_at")
    .where(sql.ref("due_at"), "is not", null)
    .execute();
  await database.schema
    .createIndex("deliveries_by_connection")
    .on("deliveries")
    .columns(["connection_id", "content_digest", "created_at"])
    .execute();
  await database.schema
    .createIndex("deliveries_by_handle")
    .on("deliveries")
    .columns(["platform", "remote_handle"])
    .execute();

  await database.schema
    .createTable("delivery_events")
    .addColumn("id", "bigint", (column) => column.generatedAlwaysAsIdentity().primaryKey())
    .addColumn("delivery_id", "text", (column) => column.notNull().references("deliveries.id"))
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addColumn("status", "text", (column) => column.notNull())
    .addColumn("detail", "text")
    .execute();
  await database.schema
    .createIndex("delivery_events_by_delivery")
    .on("delivery_events")
    .columns(["delivery_id", "id"])
    .execute();

  await database.schema
    .createTable("reviews")
    .addColumn("post_id", "text", (column) => column.primaryKey().references("posts.id"))
    .addColumn("token_digest", "text", (column) => column.notNull().unique())
    .addColumn("sealed_token", "text", (column) => column.notNull())
    .addColumn("content_digest", "text", (column) => column.notNull())
    .addColumn("expires_at", "timestamptz", (column) => column.notNull())
    .addColumn("decision", "text")
    .addColumn("decided_at", "timestamptz")
    .addColumn("receipt", "jsonb")
    .execute();
}
