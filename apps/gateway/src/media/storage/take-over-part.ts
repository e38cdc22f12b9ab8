import { constants } from "node:fs";
import { copyFile, open, rename, rm, stat } from "node:fs/promises";
import { isMissing, needingRoom } from "./file-errors";
import { findVersions, ignoreMissing } from "./list-stored-files";
import { type FileVersion, type PartToContinue, PartTooShortError } from "./media-storage";
import { storedFilePath } from "./stored-file-path";

/** Others may take a file over between its being found and its being renamed; each of them once. */
const MAX_LOOKS = 8;

/**
 * Puts the beginning of an earlier version under the name of a new one, cut to the bytes that count. A
 * file that nobody writes any more is renamed. One whose writer may only be asleep is copied: it could
 * still write through the file that it holds open. A finished file of an upload that still goes on was
 * finished in vain.
 *
 * @throws PartTooShortError
 */
export async function takeOverPart(
  root: string,
  part: FileVersion,
  { offsetBytes, releasedEpoch }: PartToContinue,
): Promise<void> {
  const target = storedFilePath(root, part).part;
  for (let look = 0; look < MAX_LOOKS; look += 1) {
    const source = await findSource(root, part, offsetBytes);
    try {
      if (source.epoch === releasedEpoch) await rename(source.path, target);
      else await copy(source.path, target);
      return await cut(target, offsetBytes);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  throw new Error(`Too many writers take over ${part.id}.`);
}

async function findSource(root: string, part: FileVersion, offsetBytes: number) {
  let longest = 0;
  for (const file of await findVersions(root, part.id)) {
    if (file.state === "copy" || file.epoch >= part.epoch) continue;
    const size = (await ignoreMissing(stat(file.path)))?.size ?? 0;
    if (size >= offsetBytes) return file;
    longest = Math.max(longest, size);
  }
  throw new PartTooShortError(part.id, longest);
}

/** Under a name of its own until it is whole. Shares the blocks where the file system can. */
async function copy(source: string, target: string): Promise<void> {
  const unfinished = `${target}.copy`;
  await needingRoom(copyFile(source, unfinished, constants.COPYFILE_FICLONE));
  await rename(unfinished, target);
  await rm(source, { force: true });
}

/** What lies behind the offset was never told to anybody. */
async function cut(path: string, offsetBytes: number): Promise<void> {
  const file = await open(path, constants.O_WRONLY | constants.O_NOFOLLOW);
  try {
    await file.truncate(offsetBytes);
  } finally {
    await file.close();
  }
}
