import type { Kysely } from "kysely";

/** What was already done for which `Idempotency-Key`. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable("idempotency_keys")
    .addColumn("tenant_id", "text", (column) => column.notNull().references("tenants.id"))
    .addColumn("route", "text", (column) => column.notNull())
    .addColumn("key_digest", "text", (column) => column.notNull())
    .addColumn("fingerprint", "text", (column) => column.notNull())
    .addColumn("claim", "text", (column) => column.notNull())
    .addColumn("claimed_until", "timestamptz", (column) => column.notNull())
    .addColumn("resource_id", "text")
    .addColumn("created_at", "timestamptz", (column) => column.notNull())
    .addPrimaryKeyConstraint("idempotency_keys_pkey", ["tenant_id", "route", "key_digest"])
    .execute();
  await database.schema
    .createIndex("idempotency_keys_by_age")
    .on("idempotency_keys")
    .column("created_at")
    .execute();
}
