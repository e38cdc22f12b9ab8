import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import {
  access,
  type FileHandle,
  mkdir,
  open,
  rename,
  rm,
  stat,
  statfs,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { createFileWriter } from "./create-file-writer";
import { isMissing, needingRoom } from "./file-errors";
import { findVersions, ignoreMissing, listStoredFiles } from "./list-stored-files";
import { type MediaStorage, StoredFileMissingError } from "./media-storage";
import { openFileRange } from "./open-file-range";
import { requireMediaId, storedFilePath } from "./stored-file-path";
import { takeOverPart } from "./take-over-part";

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_RDONLY, O_WRONLY } = constants;
const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o700;

/**
 * A media store in a local directory, or in one that all replicas mount.
 *
 * Files are named by id and epoch and readable by the gateway's user only. A part has a name of its own
 * until it is finished, so that a half-written file is never mistaken for a whole one.
 */
export function createDirectoryStorage(root: string): MediaStorage {
  const removeWhere = async (id: string, matches: (epoch: number) => boolean) => {
    const versions = await findVersions(root, requireMediaId(id));
    const removed = versions.filter(({ epoch }) => matches(epoch));
    for (const { path } of removed) await rm(path, { force: true });
    return removed.length;
  };
  return {
    async createPart(version) {
      const { directory, part, finished } = storedFilePath(root, version);
      await needingRoom(mkdir(directory, { recursive: true, mode: DIRECTORY_MODE }));
      if (await exists(finished)) throw new Error(`The media store holds ${version.id} already.`);
      const flags = O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY;
      return createFileWriter(await needingRoom(open(part, flags, FILE_MODE)), 0);
    },
    async continuePart(version, from) {
      await takeOverPart(root, version, from);
      const { part } = storedFilePath(root, version);
      const file = await found(version.id, open(part, O_WRONLY | O_NOFOLLOW));
      return createFileWriter(file, from.offsetBytes);
    },
    async partBytes(id) {
      // A file that was finished in vain is as good as a part: its writer died before it counted.
      const parts = (await findVersions(root, id)).filter(({ state }) => state !== "copy");
      const facts = await Promise.all(parts.map(({ path }) => ignoreMissing(stat(path))));
      return Math.max(0, ...facts.map((fact) => fact?.size ?? 0));
    },
    async finish(version) {
      const { directory, part, finished } = storedFilePath(root, version);
      if (await exists(finished)) return;
      const file = await found(version.id, open(part, O_RDONLY | O_NOFOLLOW));
      await needingRoom(syncAndClose(file));
      await found(version.id, rename(part, finished));
      await syncAndClose(await open(directory, O_RDONLY));
    },
    async open(version, range) {
      const { finished } = storedFilePath(root, version);
      return openFileRange(await found(version.id, open(finished, O_RDONLY | O_NOFOLLOW)), range);
    },
    removeBefore: ({ id, epoch }) => removeWhere(id, (other) => other < epoch),
    async remove(id) {
      await removeWhere(id, () => true);
    },
    list: () => listStoredFiles(root),
    async freeBytes() {
      await mkdir(root, { recursive: true, mode: DIRECTORY_MODE });
      const { bavail, bsize } = await statfs(root);
      return bavail * bsize;
    },
    async check() {
      await mkdir(root, { recursive: true, mode: DIRECTORY_MODE });
      const probe = join(root, `.probe-${randomUUID()}`);
      try {
        await writeFile(probe, "probe", { mode: FILE_MODE, flag: "wx" });
      } finally {
        await rm(probe, { force: true });
      }
    },
    close: async () => {},
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
  return (await ignoreMissing(access(path).then(() => true))) ?? false;
}

async function found<Result>(id: string, result: Promise<Result>): Promise<Result> {
  try {
    return await result;
  } catch (error) {
    if (isMissing(error)) throw new StoredFileMissingError(id);
    throw error;
  }
}
