import { randomBytes } from "node:crypto";
import { constants, mkdirSync, renameSync } from "node:fs";
import { cp } from "node:fs/promises";
import { dirname, join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { Kysely, PGliteDialect } from "kysely";
import { fromPglite } from "pg-boss";
import type { DatabaseSchema } from "./database-schema";
import { lockDirectory } from "./directory-lock";
import { syncDirectory, syncTree } from "./durable-directory";
import type { GatewayDatabase } from "./gateway-database";
import { hasUsableFiles } from "./has-usable-files";

/**
 * Opens the embedded database of a data directory and keeps every other process out of it.
 *
 * @throws DirectoryInUseError when another process holds the directory.
 * @throws OperatorError when what is there is no database that this release can open.
 */
export async function openEmbeddedDatabase(dataDir: string): Promise<GatewayDatabase> {
  const lock = lockDirectory(dataDir);
  try {
    const directory = databaseDirectory(dataDir);
    if (!hasUsableFiles(directory)) await initialiseAside(directory);
    const database = await openFiles(directory);
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

/** Where the embedded database of a data directory lies. */
export function databaseDirectory(dataDir: string): string {
  return join(dataDir, "database");
}

/**
 * PostgreSQL would keep 128 MB of pages, which the system's own cache of files holds anyway: with 32 MB an
 * idle gateway takes 150 MB less, and its memory need not grow while it starts.
 */
const startParams = [...PGlite.defaultStartParams, "-c", "shared_buffers=32MB"];

/** Opens the files of an embedded database. The caller has locked them. */
export async function openFiles(directory: string): Promise<GatewayDatabase> {
  const pglite = await PGlite.create(directory, { startParams });
  return {
    ...wrapPglite(pglite),
    // No statement runs meanwhile, so the copy is what a crash at this moment would leave: whole.
    copyFiles: (copy) =>
      pglite.runExclusive(() =>
        cp(directory, copy, { recursive: true, mode: constants.COPYFILE_FICLONE }),
      ),
  };
}

/** Makes the gateway's database out of an open PGlite; closing it closes the PGlite. */
export function wrapPglite(pglite: PGlite): GatewayDatabase {
  const kysely = new Kysely<DatabaseSchema>({ dialect: new PGliteDialect({ pglite }) });
  return {
    engine: "embedded",
    kysely,
    runSql: async (sql, parameters) => (await pglite.query(sql, [...(parameters ?? [])])).rows,
    jobDatabaseOptions: { backend: "pglite", db: fromPglite(pglite) },
    copyFiles: null,
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
  await syncTree(aside);
  renameSync(aside, directory);
  await syncDirectory(dirname(directory));
}
