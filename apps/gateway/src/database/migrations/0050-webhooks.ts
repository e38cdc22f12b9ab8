import { type Kysely, sql } from "kysely";

/** Endpoints that are told about events, and what each was or is to be told. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable("webhook_endpoints")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("tenant_id", "text", (column) => column.notNull().references("tenants.id"))
    .addColumn("sealed", "text", (column) => column.notNull())
    .addColumn("events", "jsonb", (column) => column.notNull())
    .addColumn("users", "jsonb")
    .addColumn("platforms", "jsonb")
    .addColumn("failing_since", "timestamptz")
    .addColumn("disabled_at", "timestamptz")
    .addColumn("disabled_reason", "text")
    .addColumn("created_at", "timestamptz", (column) => column.notNull())
    .execute();
  await database.schema
    .createIndex("webhook_endpoints_by_tenant")
    .on("webhook_endpoints")
    .columns(["tenant_id", "created_at", "id"])
    .execute();

  await database.schema
    .createTable("webhook_messages")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("sequence", "bigint", (column) => column.generatedAlwaysAsIdentity().notNull())
    .addColumn("tenant_id", "text", (column) => column.notNull())
    .addColumn("endpoint_id", "text", (column) =>
      column.notNull().references("webhook_endpoints.id").onDelete("cascade"),
    )
    .addColumn("type", "text", (column) => column.notNull())
    .addColumn("subject_id", "text", (column) => column.notNull())
    .addColumn("body", "text", (column) => column.notNull())
    .addColumn("status", "text", (column) => column.notNull())
    .addColumn("attempts", "jsonb", (column) => column.notNull().defaultTo(sql`'[]'::jsonb`))
    .addColumn("failures", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("due_at", "timestamptz")
    .addColumn("give_up_at", "timestamptz")
    .addColumn("fence", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("lease_until", "timestamptz")
    .addColumn("created_at", "timestamptz", (column) => column.notNull())
    .addColumn("finished_at", "timestamptz")
    .execute();
  // What is due, endpoint by endpoint; only the first of those that wait for each other is in it.
  await database.schema
    .createIndex("webhook_messages_due")
    .on("webhook_messages")
    .columns(["endpoint_id", "due_at"])
    .where(sql.ref("due_at"), "is not", null)
    .execute();
  await database.schema
    .createIndex("webhook_messages_pending")
    .on("webhook_messages")
    .columns(["endpoint_id", "subject_id", "sequence"])
    .where(sql.ref("status"), "=", sql.lit("pending"))
    .execute();
  await database.schema
    .createIndex("webhook_messages_by_tenant")
    .on("webhook_messages")
    .columns(["tenant_id", "created_at", "id"])
    .execute();
  await database.schema
    .createIndex("webhook_messages_by_endpoint")
    .on("webhook_messages")
    .columns(["endpoint_id", "created_at", "id"])
    .execute();
  await database.schema
    .createIndex("webhook_messages_finished")
    .on("webhook_messages")
    .column("finished_at")
    .where(sql.ref("finished_at"), "is not", null)
    .execute();
}
