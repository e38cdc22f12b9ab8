import { type Kysely, sql } from "kysely";

/** Connections of account owners, the consent flows that make them, and revocations still owed. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await createConnections(database);
  await createFlows(database);
  await database.schema
    .createTable("client_registrations")
    .addColumn("platform", "text", (column) => column.notNull())
    .addColumn("registration_key", "text", (column) => column.notNull())
    .addColumn("sealed", "text", (column) => column.notNull())
    .addColumn("updated_at", "timestamptz", (column) => column.notNull())
    .addPrimaryKeyConstraint("client_registrations_pkey", ["platform", "registration_key"])
    .execute();
  await database.schema
    .createTable("pending_revocations")
    .addColumn("connection_id", "text", (column) =>
      column.primaryKey().references("connections.id"),
    )
    .addColumn("tenant_id", "text", (column) => column.notNull())
    .addColumn("attempts", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("next_attempt_at", "timestamptz", (column) => column.notNull())
    .addColumn("last_error_code", "text")
    .addColumn("created_at", "timestamptz", (column) => column.notNull())
    .execute();
  await database.schema
    .createIndex("pending_revocations_by_time")
    .on("pending_revocations")
    .column("next_attempt_at")
    .execute();
}

async function createConnections(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable("connections")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("tenant_id", "text", (column) => column.notNull().references("tenants.id"))
    .addColumn("platform", "text", (column) => column.notNull())
    .addColumn("owner", "text", (column) => column.notNull())
    .addColumn("status", "text", (column) =>
      column
        .notNull()
        .check(
          sql`status in ('pending', 'active', 'reauthorization_required', 'disconnected', 'failed')`,
        ),
    )
    .addColumn("inputs", "jsonb", (column) => column.notNull())
    .addColumn("requested_scopes", "jsonb", (column) => column.notNull())
    .addColumn("granted_scopes", "jsonb", (column) => column.notNull().defaultTo(sql`'[]'::jsonb`))
    .addColumn("account_id", "text")
    .addColumn("account_display_name", "text")
    .addColumn("account_username", "text")
    .addColumn("account_avatar_url", "text")
    .addColumn("pending_until", "timestamptz")
    .addColumn("connected_at", "timestamptz")
    .addColumn("disconnected_at", "timestamptz")
    .addColumn("reauthorize_before", "timestamptz")
    .addColumn("platform_revoked", "boolean", (column) => column.notNull().defaultTo(false))
    .addColumn("last_error", "jsonb")
    .addColumn("created_at", "timestamptz", (column) => column.notNull())
    .execute();
  await database.schema
    .createIndex("connections_by_tenant")
    .on("connections")
    .columns(["tenant_id", "created_at", "id"])
    .execute();
  await database.schema
    .createIndex("connections_by_account")
    .on("connections")
    .columns(["platform", "account_id"])
    .execute();
}

async function createFlows(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable("authorization_flows")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("tenant_id", "text", (column) => column.notNull())
    .addColumn("connection_id", "text", (column) => column.notNull().references("connections.id"))
    .addColumn("platform", "text", (column) => column.notNull())
    .addColumn("asked_by", "text", (column) => column.notNull())
    .addColumn("scopes", "jsonb", (column) => column.notNull())
    .addColumn("return_url", "text")
    .addColumn("link_digest", "text", (column) => column.notNull().unique())
    .addColumn("sealed_link", "text", (column) => column.notNull())
    .addColumn("link_expires_at", "timestamptz", (column) => column.notNull())
    .addColumn("started_at", "timestamptz")
    .addColumn("state_digest", "text", (column) => column.unique())
    .addColumn("browser_digest", "text")
    .addColumn("sealed_secrets", "text")
    .addColumn("state_expires_at", "timestamptz")
    .addColumn("finished_at", "timestamptz")
    .addColumn("created_at", "timestamptz", (column) => column.notNull())
    .execute();
  await database.schema
    .createIndex("authorization_flows_by_connection")
    .on("authorization_flows")
    .column("connection_id")
    .execute();
  await database.schema
    .createIndex("authorization_flows_by_age")
    .on("authorization_flows")
    .column("created_at")
    .execute();
}
