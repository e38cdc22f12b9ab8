import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { StoredFile } from "./media-storage";
import { parseStoredFileName } from "./stored-file-path";

const spreadPattern = /^[0-9a-f]{2}$/;

/** Walks the two levels of directories; other files in them are not the store's and are left out. */
export async function* listStoredFiles(root: string): AsyncGenerator<StoredFile> {
  for (const outer of await spreadDirectories(root)) {
    for (const inner of await spreadDirectories(outer)) {
      for (const name of (await ignoreMissing(readdir(inner))) ?? []) {
        const file = parseStoredFileName(name);
        const facts = file === null ? null : await ignoreMissing(stat(join(inner, name)));
        if (file === null || facts === null) continue;
        yield { ...file, sizeBytes: facts.size, modifiedAt: facts.mtime };
      }
    }
  }
}

async function spreadDirectories(directory: string): Promise<string[]> {
  const names = (await ignoreMissing(readdir(directory))) ?? [];
  return names.filter((name) => spreadPattern.test(name)).map((name) => join(directory, name));
}

/** A file may be removed or finished between being listed and being looked at. */
async function ignoreMissing<Result>(result: Promise<Result>): Promise<Result | null> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
