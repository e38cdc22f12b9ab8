import { createHash } from "node:crypto";
import { join } from "node:path";
import type { FileVersion } from "./media-storage";

/** Ids that may be names of files; nothing else reaches the disk. */
const idPattern = /^med_[A-Za-z0-9]{1,64}$/;
const partSuffix = ".part";
const namePattern =
  /^(?<id>med_[A-Za-z0-9]{1,64})(?:\.(?<epoch>\d{1,15}))?(?<part>\.part(?:\.copy)?)?$/;

/** Where one version of a media lies in the directory of the store. */
export type StoredFilePath = {
  readonly directory: string;
  readonly part: string;
  readonly finished: string;
};

/** @throws TypeError for an id of another form. */
export function requireMediaId(id: string): string {
  if (idPattern.test(id)) return id;
  throw new TypeError("This is no id of a media.");
}

/**
 * Spreads files over two levels of directories, so that none grows large.
 *
 * @throws TypeError for an id of another form.
 */
export function storedFileDirectory(root: string, id: string): string {
  const spread = createHash("sha256").update(requireMediaId(id)).digest("hex");
  return join(root, spread.slice(0, 2), spread.slice(2, 4));
}

/**
 * Where a version lies. The first has the plain id as its name.
 *
 * @throws TypeError for an id of another form.
 */
export function storedFilePath(root: string, { id, epoch }: FileVersion): StoredFilePath {
  const directory = storedFileDirectory(root, id);
  const finished = join(directory, epoch === 0 ? id : `${id}.${epoch}`);
  return { directory, finished, part: `${finished}${partSuffix}` };
}

/** Reads a file's name back; `null` for files that are not the store's. */
export function parseStoredFileName(
  name: string,
): (FileVersion & { readonly state: "part" | "copy" | "finished" }) | null {
  const { id, epoch, part } = namePattern.exec(name)?.groups ?? {};
  if (id === undefined) return null;
  const state = part === undefined ? "finished" : part === partSuffix ? "part" : "copy";
  return { id, epoch: Number(epoch ?? 0), state };
}
