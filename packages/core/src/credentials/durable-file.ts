import { type FileHandle, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { StorageUnavailableError } from "./storage-unavailable-error";

/**
 * A file that is only appended to; what was appended survives a loss of power. Calls must not
 * overlap.
 */
export type DurableFile = {
  append(text: string): Promise<void>;
  close(): Promise<void>;
};

/** All complete lines of a file; an unfinished last one was never acknowledged, so it is left out. */
export async function readCompleteLines(path: string): Promise<readonly string[]> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (isMissing(error)) return [];
    throw unavailable(path, "read", error);
  }
  return text.split("\n").slice(0, -1);
}

/**
 * Replaces a file by `content` in one step and opens it for appending, readable by its owner only.
 *
 * @throws StorageUnavailableError when the disk refuses.
 */
export async function replaceDurableFile(path: string, content: string): Promise<DurableFile> {
  const next = `${path}.next`;
  let handle: FileHandle | null = null;
  try {
    handle = await open(next, "w", 0o600);
    await handle.writeFile(content);
    await handle.sync();
    await rename(next, path);
    await syncDirectory(dirname(path));
    return appendTo(path, handle, Buffer.byteLength(content));
  } catch (error) {
    await handle?.close();
    throw unavailable(path, "create", error);
  }
}

function appendTo(path: string, handle: FileHandle, startBytes: number): DurableFile {
  let lengthBytes = startBytes;
  let torn = false;
  return {
    async append(text) {
      try {
        await writeAtEnd(Buffer.from(text));
      } catch (error) {
        throw unavailable(path, "write", error);
      }
    },
    close: () => handle.close(),
  };

  /** What a full disk left of an earlier line is cut off first: the file only holds whole lines. */
  async function writeAtEnd(bytes: Buffer): Promise<void> {
    if (torn) await handle.truncate(lengthBytes);
    torn = true;
    let written = 0;
    while (written < bytes.length) {
      const rest = bytes.length - written;
      written += (await handle.write(bytes, written, rest, lengthBytes + written)).bytesWritten;
    }
    await handle.datasync();
    lengthBytes += bytes.length;
    torn = false;
  }
}

/** A renamed file is only found again after a loss of power when its directory was synced. */
async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function unavailable(path: string, action: string, cause: unknown): StorageUnavailableError {
  return new StorageUnavailableError({
    message: `Could not ${action} ${path}. Check that its directory exists, is writable and has room.`,
    cause,
  });
}
