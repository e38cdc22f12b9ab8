import { randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { create } from "tar";
import { syncDirectory } from "../database/durable-directory";
import type { GatewayDatabase } from "../database/gateway-database";
import { EMBEDDED_POSTGRESQL } from "../database/has-usable-files";
import { readMigrationState } from "../database/migration-state";
import { type DumpManifest, dumpEntries } from "./dump-manifest";
import { type DumpReason, dumpName } from "./dump-name";

/** Beside finished dumps, so that the last step is a rename. */
const unfinished = ".unfinished-";

/** What is dumped, and where to. */
export type DumpOptions = {
  readonly database: GatewayDatabase;
  readonly directory: string;
  readonly reason: DumpReason;
  readonly now: () => Date;
};

/**
 * Dumps the embedded database into one compressed file that only the gateway's user can read.
 *
 * Statements wait only while the files are copied; they are packed from the copy, in the background.
 * The file gets its name when it is complete and on the disk.
 *
 * @returns its path.
 * @throws TypeError for a database without files: PostgreSQL has tools of its own.
 */
export async function writeDump(options: DumpOptions): Promise<string> {
  const { database, directory, reason, now } = options;
  if (database.copyFiles === null) throw new TypeError("Only the embedded database is dumped.");
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await removeUnfinished(directory);
  const work = join(directory, `${unfinished}${randomBytes(4).toString("hex")}`);
  try {
    await mkdir(work, { mode: 0o700 });
    const takenAt = now();
    const { applied } = await readMigrationState(database);
    await database.copyFiles(join(work, dumpEntries.files));
    const manifest: DumpManifest = {
      format: 1,
      taken_at: takenAt.toISOString(),
      postgresql: EMBEDDED_POSTGRESQL,
      migrations: [...applied],
    };
    await writeFile(join(work, dumpEntries.manifest), JSON.stringify(manifest), { mode: 0o600 });
    const packed = join(work, "packed");
    const content = create({ cwd: work, gzip: true, portable: true }, Object.values(dumpEntries));
    await pipeline(content, createWriteStream(packed, { mode: 0o600, flags: "wx", flush: true }));
    const path = join(directory, dumpName(takenAt, reason));
    await rename(packed, path);
    await syncDirectory(directory);
    return path;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** What a killed process has left: copies, and nothing else. */
async function removeUnfinished(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (name.startsWith(unfinished)) {
      await rm(join(directory, name), { recursive: true, force: true });
    }
  }
}
