import { constants } from "node:fs";
import { access, type FileHandle, mkdir, open, rename, rm, statfs } from "node:fs/promises";
import { createFileWriter } from "./create-file-writer";
import { listStoredFiles } from "./list-stored-files";
import { type MediaStorage, StoredFileMissingError } from "./media-storage";
import { openFileRange } from "./open-file-range";
import { storedFilePath } from "./stored-file-path";

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_RDONLY, O_WRONLY } = constants;
const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o700;

/**
 * A media store in a local directory, or in one that all replicas mount.
 *
 * Files are named by id and readable by the gateway's user only. A part has a name of its own until it
 * is finished, so that a half-written file is never mistaken for a whole one.
 */
export function createDirectoryStorage(root: string): MediaStorage {
  return {
    async createPart(id) {
      const { directory, part, finished } = storedFilePath(root, id);
      await mkdir(directory, { recursive: true, mode: DIRECTORY_MODE });
      if (await exists(finished)) throw new Error(`The media store holds ${id} already.`);
      const file = await open(part, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY, FILE_MODE);
      await file.close();
    },
    async openPart(id, offsetBytes) {
      const { part } = storedFilePath(root, id);
      const file = await found(id, open(part, O_WRONLY | O_NOFOLLOW));
      if ((await file.stat()).size < offsetBytes) {
        await file.close();
        throw new StoredFileMissingError(id);
      }
      return await createFileWriter(file, offsetBytes);
    },
    async finish(id) {
      const { directory, part, finished } = storedFilePath(root, id);
      if (await exists(finished)) return;
      const file = await found(id, open(part, O_RDONLY | O_NOFOLLOW));
      await syncAndClose(file);
      await rename(part, finished);
      await syncAndClose(await open(directory, O_RDONLY));
    },
    async open(id, range) {
      const { finished } = storedFilePath(root, id);
      return openFileRange(await found(id, open(finished, O_RDONLY | O_NOFOLLOW)), range);
    },
    async remove(id) {
      const { part, finished } = storedFilePath(root, id);
      await rm(part, { force: true });
      await rm(finished, { force: true });
    },
    list: () => listStoredFiles(root),
    async freeBytes() {
      await mkdir(root, { recursive: true, mode: DIRECTORY_MODE });
      const { bavail, bsize } = await statfs(root);
      return bavail * bsize;
    },
  };
}

/** What the operating system has not written yet would be lost with the power. */
async function syncAndClose(file: FileHandle): Promise<void> {
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

async function found<Result>(id: string, result: Promise<Result>): Promise<Result> {
  try {
    return await result;
  } catch (error) {
    if (isMissing(error)) throw new StoredFileMissingError(id);
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
