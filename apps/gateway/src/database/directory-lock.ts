import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** A held directory; `release` lets the next process in. */
export type DirectoryLock = { readonly release: () => void };

/** Thrown when another live process already works in the directory. */
export class DirectoryInUseError extends Error {
  constructor(directory: string) {
    super(
      `Another gateway is using ${directory}. Two processes would corrupt the embedded database: stop the other one, give this one its own DATA_DIR, or use DATABASE_URL for several replicas.`,
    );
    this.name = "DirectoryInUseError";
  }
}

/**
 * Locks a data directory for this process, because PGlite does not and two processes on one directory
 * corrupt it silently.
 *
 * The lock is the exclusive lock that SQLite takes on a file of its own, so the kernel keeps it: it
 * ends with the process, however that dies, it survives a stopped or busy process, and it also holds
 * between containers that share the directory (where process ids mean nothing).
 *
 * @throws DirectoryInUseError when another process holds it.
 */
export function lockDirectory(directory: string): DirectoryLock {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(join(directory, "gateway.lock"), { timeout: 0 });
  try {
    database.exec("PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch (cause) {
    database.close();
    if (isBusy(cause)) throw new DirectoryInUseError(directory);
    throw cause;
  }
  return { release: () => database.close() };
}

function isBusy(error: unknown): boolean {
  const sqliteBusy = 5;
  return error instanceof Error && "errcode" in error && error.errcode === sqliteBusy;
}
