import { open, readdir } from "node:fs/promises";
import { join } from "node:path";

/** Files at a time: many enough to keep a disk busy, few enough for any limit on open files. */
const AT_ONCE = 16;

/** Waits until every file and directory below `directory`, and itself, would survive a loss of power. */
export async function syncTree(directory: string): Promise<void> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() || entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
  for (let start = 0; start < paths.length; start += AT_ONCE) {
    await Promise.all(paths.slice(start, start + AT_ONCE).map(sync));
  }
  await sync(directory);
}

/** Waits until what was renamed, made or removed in a directory would survive a loss of power. */
export async function syncDirectory(directory: string): Promise<void> {
  await sync(directory);
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
