import type { Kysely } from "kysely";

/** Generations of credentials, leases, and what proves that an encryption key is the right one. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable("credential_pointers")
    .addColumn("tenant_id", "text", (column) => column.notNull())
    .addColumn("connection_id", "text", (column) => column.notNull())
    .addColumn("generation", "bigint", (column) => column.notNull())
    .addColumn("envelope_id", "text", (column) => column.notNull())
    .addColumn("previous_envelope_id", "text")
    .addPrimaryKeyConstraint("credential_pointers_pkey", ["tenant_id", "connection_id"])
    .execute();
  await database.schema
    .createTable("leases")
    .addColumn("name", "text", (column) => column.primaryKey())
    .addColumn("holder", "text", (column) => column.notNull())
    .addColumn("expires_at", "timestamptz", (column) => column.notNull())
    .execute();
  await database.schema
    .createTable("encryption_key_checks")
    .addColumn("key_id", "text", (column) => column.primaryKey())
    .addColumn("sealed", "text", (column) => column.notNull())
    .addColumn("created_at", "timestamptz", (column) => column.notNull())
    .execute();
}
