import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  createFileRefreshJournal,
  type FileRefreshJournal,
  type PendingRefresh,
  type Sealer,
} from "@upload-post/core";
import { DirectoryInUseError, type DirectoryLock, lockDirectory } from "../database/directory-lock";

/** More replicas than anybody runs on one directory. */
const MAX_PLACES = 1000;

type Place = { readonly directory: string; readonly lock: DirectoryLock };

/** A journal with a name of its own, beside those of other replicas. */
export type PlacedJournal = FileRefreshJournal & {
  /** What other replicas know this journal by. It stays with the files. */
  readonly place: string;
  /**
   * Takes over what processes left that use the same directory and no longer live.
   *
   * @returns the names of the journals that are part of this one now.
   */
  takeOverAbandoned(): Promise<readonly string[]>;
};

/**
 * Opens a journal of refreshes for this process alone. Replicas may share the data directory, so each
 * takes a numbered place of its own there, the lowest free one; the kernel frees it when the process
 * dies. What a dead process left in its place is taken over.
 *
 * @throws StorageUnavailableError when the directory cannot be written.
 * @throws CredentialUnreadableError when an entry is damaged or its key is missing.
 */
export async function openRefreshJournal(dataDir: string, sealer: Sealer): Promise<PlacedJournal> {
  const root = join(dataDir, "journal");
  await mkdir(root, { recursive: true, mode: 0o700 });
  const own = takeFirstFree(root);
  try {
    const place = await nameOf(own);
    const journal = await createFileRefreshJournal(fileIn(own), sealer);
    await takeOverAbandoned(root, journal, sealer);
    return {
      ...journal,
      place,
      takeOverAbandoned: () => takeOverAbandoned(root, journal, sealer),
      close: async () => {
        await journal.close();
        own.lock.release();
      },
    };
  } catch (error) {
    own.lock.release();
    throw error;
  }
}

/** Lies beside the journal: a directory that was emptied gets a new name. */
async function nameOf({ directory }: Place): Promise<string> {
  const path = join(directory, "name");
  if (existsSync(path)) return (await readFile(path, "utf8")).trim();
  const name = randomUUID();
  await writeFile(path, `${name}\n`, { mode: 0o600 });
  return name;
}

function takeFirstFree(root: string): Place {
  for (let number = 0; number < MAX_PLACES; number += 1) {
    const place = take(join(root, String(number)));
    if (place !== null) return place;
  }
  throw new DirectoryInUseError(root);
}

function take(directory: string): Place | null {
  try {
    return { directory, lock: lockDirectory(directory) };
  } catch (error) {
    if (error instanceof DirectoryInUseError) return null;
    throw error;
  }
}

async function takeOverAbandoned(
  root: string,
  journal: FileRefreshJournal,
  sealer: Sealer,
): Promise<readonly string[]> {
  const names: string[] = [];
  for (let number = 0; existsSync(join(root, String(number))); number += 1) {
    const place = take(join(root, String(number)));
    if (place === null) continue;
    try {
      const abandoned = await createFileRefreshJournal(fileIn(place), sealer);
      for (const entry of await abandoned.all()) {
        await takeOver(journal, entry);
        await abandoned.settle(entry.key);
      }
      await abandoned.close();
      names.push(await nameOf(place));
    } finally {
      place.lock.release();
    }
  }
  return names;
}

/** Of two entries about one credential the later one counts, and an answer more than a question. */
async function takeOver(
  journal: FileRefreshJournal,
  { key, generation, renewed }: PendingRefresh,
): Promise<void> {
  const known = await journal.pending(key);
  if (known !== null && known.generation > generation) return;
  if (known?.generation === generation && known.renewed !== null) return;
  if (renewed === null) await journal.begin(key, generation);
  else await journal.received(key, generation, renewed);
}

function fileIn({ directory }: Place): string {
  return join(directory, "refresh.log");
}
