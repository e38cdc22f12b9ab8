import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { isMissing } from "./file-errors";
import type { FileVersion, StoredFile } from "./media-storage";
import { parseStoredFileName, storedFileDirectory } from "./stored-file-path";

const spreadPattern = /^[0-9a-f]{2}$/;

/** A file of the store, with its place. */
type FoundFile = FileVersion & {
  readonly state: "part" | "copy" | "finished";
  readonly path: string;
};

/** Walks the two levels of directories; other files in them are not the store's and are left out. */
export async function* listStoredFiles(root: string): AsyncGenerator<StoredFile> {
  for (const outer of await spreadDirectories(root)) {
    for (const inner of await spreadDirectories(outer)) {
      for (const { path, state, ...version } of await filesIn(inner)) {
        const facts = await ignoreMissing(stat(path));
        if (facts === null) continue;
        yield {
          ...version,
          state: state === "finished" ? "finished" : "part",
          sizeBytes: facts.size,
          modifiedAt: facts.mtime,
        };
      }
    }
  }
}

/** Every file of one media, newest version first. */
export async function findVersions(root: string, id: string): Promise<readonly FoundFile[]> {
  const files = await filesIn(storedFileDirectory(root, id));
  return files.filter((file) => file.id === id).toSorted((a, b) => b.epoch - a.epoch);
}

async function filesIn(directory: string): Promise<FoundFile[]> {
  const names = (await ignoreMissing(readdir(directory))) ?? [];
  return names.flatMap((name) => {
    const file = parseStoredFileName(name);
    return file === null ? [] : [{ ...file, path: join(directory, name) }];
  });
}

async function spreadDirectories(directory: string): Promise<string[]> {
  const names = (await ignoreMissing(readdir(directory))) ?? [];
  return names.filter((name) => spreadPattern.test(name)).map((name) => join(directory, name));
}

/** A file may be removed or finished between being listed and being looked at. */
export async function ignoreMissing<Result>(result: Promise<Result>): Promise<Result | null> {
  try {
    return await result;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
