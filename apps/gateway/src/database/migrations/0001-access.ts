import { type Kysely, sql } from "kysely";

/** Tenants and API keys. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable("tenants")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("return_urls", "jsonb", (column) => column.notNull().defaultTo(sql`'[]'::jsonb`))
    .addColumn("created_at", "timestamptz", (column) => column.notNull())
    .execute();
  await sql`insert into tenants (id, name, created_at) values ('default', 'default', now())`.execute(
    database,
  );
  await database.schema
    .createTable("api_keys")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("tenant_id", "text", (column) => column.notNull().references("tenants.id"))
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("digest", "text", (column) => column.notNull().unique())
    .addColumn("scopes", "jsonb", (column) => column.notNull())
    .addColumn("limits", "jsonb", (column) => column.notNull())
    .addColumn("created_at", "timestamptz", (column) => column.notNull())
    .addColumn("revoked_at", "timestamptz")
    .execute();
  await database.schema
    .createIndex("api_keys_by_tenant")
    .on("api_keys")
    .columns(["tenant_id", "created_at", "id"])
    .execute();
}
