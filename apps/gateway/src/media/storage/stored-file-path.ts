import { createHash } from "node:crypto";
import { join } from "node:path";

/** Ids that may be names of files; nothing else reaches the disk. */
const idPattern = /^med_[A-Za-z0-9]{1,64}$/;
const partSuffix = ".part";

/** Where one media lies in the directory of the store. */
export type StoredFilePath = {
  readonly directory: string;
  readonly part: string;
  readonly finished: string;
};

/**
 * Spreads files over two levels of directories, so that none grows large.
 *
 * @throws TypeError for an id of another form.
 */
export function storedFilePath(root: string, id: string): StoredFilePath {
  if (!idPattern.test(id)) throw new TypeError("This is no id of a media.");
  const spread = createHash("sha256").update(id).digest("hex");
  const directory = join(root, spread.slice(0, 2), spread.slice(2, 4));
  const finished = join(directory, id);
  return { directory, finished, part: `${finished}${partSuffix}` };
}

/** Reads a file's name back; `null` for files that are not the store's. */
export function parseStoredFileName(
  name: string,
): { readonly id: string; readonly state: "part" | "finished" } | null {
  const isPart = name.endsWith(partSuffix);
  const id = isPart ? name.slice(0, -partSuffix.length) : name;
  return idPattern.test(id) ? { id, state: isPart ? "part" : "finished" } : null;
}
