import { type FileHandle, open } from "node:fs/promises";
import type { IncomingMessage } from "node:http";

// A few socket reads to a write cost the least CPU (measured); the backlog bounds a chunk's memory.
const BATCH_BYTES = 256 * 1024;
const BACKLOG_BYTES = 4 * BATCH_BYTES;

/**
 * Streams a body into a file at an offset, with memory bounded by a few MiB whatever its length.
 * Answers how many bytes arrived before the body ended or the connection broke.
 * @throws the file system's error when the disk refuses.
 */
export async function receiveChunk(
  request: IncomingMessage,
  path: string,
  offset: number,
): Promise<number> {
  const file = await openForWriting(path);
  try {
    return await pump(request, file, offset);
  } finally {
    await file.close();
  }
}

// "r+" keeps what is there; the first chunk of an upload finds no file.
async function openForWriting(path: string): Promise<FileHandle> {
  try {
    return await open(path, "r+");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      return open(path, "w+");
    }
    throw error;
  }
}

function pump(request: IncomingMessage, file: FileHandle, offset: number): Promise<number> {
  // It may have broken while the file was being opened; its events have passed then.
  if (request.destroyed) {
    return Promise.resolve(0);
  }
  return new Promise((resolve, reject) => {
    let batch: Buffer[] = [];
    let waiting = 0;
    let written = 0;
    let writing = false;
    let ended = false;

    function flush(): void {
      const finished = ended && waiting === 0;
      if (finished) {
        resolve(written);
        return;
      }
      if (writing || waiting === 0 || (waiting < BATCH_BYTES && !ended)) {
        return;
      }
      const buffers = batch;
      batch = [];
      const size = waiting;
      waiting = 0;
      writing = true;
      file.writev(buffers, offset + written).then(({ bytesWritten }) => {
        if (bytesWritten !== size) {
          reject(new Error(`The disk took ${bytesWritten} of ${size} bytes.`));
          return;
        }
        written += size;
        writing = false;
        request.resume();
        flush();
      }, reject);
    }

    request.on("data", (bytes: Buffer) => {
      batch.push(bytes);
      waiting += bytes.length;
      if (waiting >= BACKLOG_BYTES) request.pause();
      flush();
    });
    // "close" follows both a whole body and a broken connection.
    const end = () => {
      ended = true;
      if (!writing) flush();
    };
    request.once("end", end);
    request.once("close", end);
    request.once("error", () => {
      // The bytes counted so far tell the caller that the body is short.
    });
  });
}
