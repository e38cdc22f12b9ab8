import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import type { Configuration } from "../configuration/configuration";
import { ConfigurationProblem } from "../configuration/configuration-problem";
import { examineKeys } from "../credentials/check-encryption-keys";
import { lockDirectory } from "../database/directory-lock";
import { syncDirectory, syncTree } from "../database/durable-directory";
import { hasUsableFiles } from "../database/has-usable-files";
import { migrateDatabase } from "../database/migrate-database";
import { readMigrationState, requireKnownMigrations } from "../database/migration-state";
import { databaseDirectory, openFiles } from "../database/open-embedded-database";
import { OperatorError } from "../operations/operator-error";
import { markRestored, type RestoredMark } from "./mark-restored";
import { unpackDump } from "./unpack-dump";

/** What is restored, and over what. */
export type RestoreOptions = {
  readonly configuration: Pick<Configuration, "dataDir" | "encryptionKeys">;
  readonly dump: string;
  /** Put the database that is there aside instead of refusing. */
  readonly replace: boolean;
  readonly now: () => Date;
};

/** What a restore did. */
export type Restored = RestoredMark & {
  readonly takenAt: Date;
  /** Where the database that was there is now; `null` when there was none. */
  readonly replaced: string | null;
};

/**
 * Puts a dump in the place of the embedded database, made safe by {@link markRestored}. All of it
 * happens beside that place; the last step is a rename. What was there is kept under another name.
 *
 * @throws DirectoryInUseError while a gateway runs on the directory.
 * @throws OperatorError for a file that is no usable dump, or when there is a database and `replace` is
 * not set; ConfigurationProblem when the dump needs other keys. Nothing was changed then.
 */
export async function restoreDump(options: RestoreOptions): Promise<Restored> {
  const { configuration, dump, replace, now } = options;
  const { dataDir } = configuration;
  const directory = databaseDirectory(dataDir);
  if (!existsSync(dump)) throw new OperatorError(`There is no file ${dump}.`);
  const lock = lockDirectory(dataDir);
  const suffix = `${now().toISOString().replaceAll(":", "-")}-${randomBytes(2).toString("hex")}`;
  const work = `${directory}.restoring-${suffix}`;
  try {
    const isThere = existsSync(directory) && (await readdir(directory)).length > 0;
    if (isThere && !replace) {
      throw new OperatorError(
        `There is a database at ${directory}. Add --replace to put it aside (it is kept under another name) and the dump in its place. Nothing was changed.`,
      );
    }
    await mkdir(work, { mode: 0o700 });
    const { files, manifest } = await unpackDump(dump, work);
    const mark = await makeSafe(files, options);
    await syncTree(files);
    const replaced = isThere ? `${directory}.replaced-${suffix}` : null;
    if (replaced !== null) await rename(directory, replaced);
    await rename(files, directory);
    await syncDirectory(dataDir);
    return { ...mark, takenAt: new Date(manifest.taken_at), replaced };
  } finally {
    // Nothing but a copy of the dump.
    await rm(work, { recursive: true, force: true });
    lock.release();
  }
}

async function makeSafe(files: string, options: RestoreOptions): Promise<RestoredMark> {
  if (!hasUsableFiles(files)) throw new OperatorError(`${options.dump} holds no database.`);
  const database = await openFiles(files);
  try {
    requireKnownMigrations(await readMigrationState(database));
    const problems = await examineKeys(database, options.configuration);
    if (problems.length > 0) throw new ConfigurationProblem(problems);
    await migrateDatabase(database.kysely);
    return await markRestored(database, options.now);
  } finally {
    await database.close();
  }
}
