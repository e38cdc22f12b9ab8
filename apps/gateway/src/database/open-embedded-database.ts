import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { Kysely, PGliteDialect } from "kysely";
import { fromPglite } from "pg-boss";
import type { DatabaseSchema } from "./database-schema";
import { lockDirectory } from "./directory-lock";
import type { GatewayDatabase } from "./gateway-database";

/**
 * Opens the embedded database of a data directory and keeps every other process out of it.
 *
 * @throws DirectoryInUseError when another process holds the directory.
 */
export async function openEmbeddedDatabase(dataDir: string): Promise<GatewayDatabase> {
  const lock = lockDirectory(dataDir);
  try {
    const directory = join(dataDir, "database");
    if (!existsSync(directory)) await initialiseAside(directory);
    const database = wrapPglite(await PGlite.create(directory));
    return {
      ...database,
      close: async () => {
        await database.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Makes the gateway's database out of an open PGlite; closing it closes the PGlite. */
export function wrapPglite(pglite: PGlite): GatewayDatabase {
  const kysely = new Kysely<DatabaseSchema>({ dialect: new PGliteDialect({ pglite }) });
  return {
    engine: "embedded",
    kysely,
    runSql: async (sql, parameters) => (await pglite.query(sql, [...(parameters ?? [])])).rows,
    jobDatabaseOptions: { backend: "pglite", db: fromPglite(pglite) },
    close: async () => {
      await kysely.destroy();
      if (!pglite.closed) await pglite.close();
    },
  };
}

/**
 * A first start killed half-way must not leave a directory that looks finished, so the database is
 * made beside its place and renamed into it. Remains of a killed start are left for the operator:
 * nothing was ever stored in them.
 */
async function initialiseAside(directory: string): Promise<void> {
  const aside = `${directory}.unfinished-${randomBytes(4).toString("hex")}`;
  mkdirSync(aside, { mode: 0o700 });
  const pglite = await PGlite.create(aside);
  await pglite.close();
  renameSync(aside, directory);
}
