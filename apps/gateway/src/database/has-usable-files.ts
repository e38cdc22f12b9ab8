import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { OperatorError } from "../operations/operator-error";

/** The PostgreSQL inside the PGlite of this release. Its files open with no other. */
export const EMBEDDED_POSTGRESQL = 18;

/** What a restore that did not come to its end has left where the database was. */
const ofRestore = /\.(restoring|replaced)-/;

/**
 * Proves, before anything touches it, that a directory holds a database that this release can open.
 *
 * @returns false when there is no database yet, and making one overwrites nothing.
 * @throws OperatorError saying what is wrong; nothing was changed.
 */
export function hasUsableFiles(directory: string): boolean {
  if (!existsSync(directory) || readdirSync(directory).length === 0) {
    requireNoInterruptedRestore(directory);
    return false;
  }
  const file = join(directory, "PG_VERSION");
  if (!existsSync(file) || !existsSync(join(directory, "global", "pg_control"))) {
    throw new OperatorError(
      `${directory} is no complete database: it was damaged, or something else wrote into it. Nothing was changed. Move it away and restore the last dump with: upload-post-gateway restore <dump>`,
    );
  }
  const version = readFileSync(file, "utf8").trim();
  if (version === String(EMBEDDED_POSTGRESQL)) return true;
  throw new OperatorError(
    `${directory} was made by an embedded PostgreSQL ${version}, and this release holds PostgreSQL ${EMBEDDED_POSTGRESQL}, which cannot read its files. Nothing was changed. Run the release that made it, or restore a dump that PostgreSQL ${EMBEDDED_POSTGRESQL} has written.`,
  );
}

/** Between the two renames of a restore there is no database; a new empty one would look like a loss. */
function requireNoInterruptedRestore(directory: string): void {
  const parent = dirname(directory);
  if (!existsSync(parent)) return;
  const prefix = `${basename(directory)}.`;
  const left = readdirSync(parent).filter(
    (name) => name.startsWith(prefix) && ofRestore.test(name),
  );
  if (left.length === 0) return;
  throw new OperatorError(
    `There is no database at ${directory}, but a restore has left ${left.join(" and ")} beside it. Run the restore again; or, to begin with an empty database, move these away first. Nothing was changed.`,
  );
}
