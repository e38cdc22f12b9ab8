import { type Kysely, sql } from "kysely";

/**
 * The outbox of events, which is also the timeline of deliveries, and the audit log.
 *
 * What `delivery_events` holds is copied; nothing reads it from here on. It stays, so that replicas of
 * the release before can go on while they are replaced, one after the other.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable("events")
    .addColumn("id", "bigint", (column) => column.generatedAlwaysAsIdentity().primaryKey())
    .addColumn("tenant_id", "text", (column) => column.notNull())
    .addColumn("type", "text", (column) => column.notNull())
    .addColumn("post_id", "text")
    .addColumn("delivery_id", "text")
    .addColumn("connection_id", "text")
    .addColumn("status", "text")
    .addColumn("detail", "text")
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .execute();
  await sql`
    insert into events (tenant_id, type, post_id, delivery_id, connection_id, status, detail, at)
    select d.tenant_id, 'delivery.updated', d.post_id, d.id, d.connection_id, e.status, e.detail, e.at
    from delivery_events e join deliveries d on d.id = e.delivery_id
    order by e.id
  `.execute(database);
  for (const column of ["post_id", "delivery_id", "tenant_id"]) {
    await database.schema
      .createIndex(`events_by_${column.replace("_id", "")}`)
      .on("events")
      .columns([column, "id"])
      .execute();
  }

  await database.schema
    .createTable("audit_log")
    .addColumn("id", "bigint", (column) => column.generatedAlwaysAsIdentity().primaryKey())
    .addColumn("tenant_id", "text", (column) => column.notNull())
    .addColumn("at", "timestamptz", (column) => column.notNull())
    .addColumn("actor_kind", "text", (column) => column.notNull())
    .addColumn("actor_id", "text")
    .addColumn("action", "text", (column) => column.notNull())
    .addColumn("object_kind", "text", (column) => column.notNull())
    .addColumn("object_id", "text", (column) => column.notNull())
    .addColumn("detail", "jsonb", (column) => column.notNull())
    .addColumn("request_id", "text")
    .execute();
  await database.schema
    .createIndex("audit_log_by_tenant")
    .on("audit_log")
    .columns(["tenant_id", "id"])
    .execute();
  // Ids say by their prefix what they are of, so the id alone finds an object's entries.
  await database.schema
    .createIndex("audit_log_by_object")
    .on("audit_log")
    .columns(["object_id", "id"])
    .execute();
}
