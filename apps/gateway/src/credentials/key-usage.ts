import { sql } from "kysely";
import type { GatewayDatabase } from "../database/gateway-database";
import { type SealedColumn, sealedColumns } from "./sealed-columns";

/** How many stored texts are sealed with each key, by the key's id. */
export type KeyUsage = Readonly<Record<string, number>>;

/**
 * Counts what is sealed with which key, over every column that holds sealed text. Columns that an older
 * database does not have yet hold nothing.
 */
export async function keyUsage(database: GatewayDatabase): Promise<KeyUsage> {
  const usage: Record<string, number> = {};
  const existing = await existingColumns(database);
  for (const column of sealedColumns) {
    if (!existing.has(`${column.table}.${column.column}`)) continue;
    for (const { id, count } of await countIn(database, column)) {
      usage[id] = (usage[id] ?? 0) + Number(count);
    }
  }
  return usage;
}

async function existingColumns({ kysely }: GatewayDatabase): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ name: string }>`
    select table_name || '.' || column_name as name from information_schema.columns
    where table_schema = 'public'`.execute(kysely);
  return new Set(rows.map(({ name }) => name));
}

async function countIn({ kysely }: GatewayDatabase, { table, column }: SealedColumn) {
  const value = sql.ref(column);
  // Keyv stores JSON around the text, so it does not begin with the format's name.
  const { rows } = await sql<{ id: string | null; count: string | number }>`
    select substring(${value} from 'up1[.]([A-Za-z0-9_-]+)[.]') as id, count(*) as count
    from ${sql.table(table)} where ${value} like '%up1.%' group by 1`.execute(kysely);
  return rows.flatMap(({ id, count }) => (id === null ? [] : [{ id, count }]));
}
