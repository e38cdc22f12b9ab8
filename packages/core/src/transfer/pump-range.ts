import type { ClientRequest } from "node:http";
import type { MediaReader } from "../connector";
import { MediaRejectedError } from "../errors";
import type { BufferPair } from "./buffer-pairs";
import { sourceError } from "./source-error";

/** Fills `target` as far as the range goes, so that writes are large whatever the source's read size. */
async function fill(reader: MediaReader, target: Uint8Array): Promise<number> {
  let filled = 0;
  while (filled < target.byteLength) {
    const lengthBytes = await reader.read(target.subarray(filled));
    if (lengthBytes === 0) break;
    filled += lengthBytes;
  }
  return filled;
}

/** Resolves when the socket has taken the bytes: only then may the buffer be filled again. */
function write(outgoing: ClientRequest, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    outgoing.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}

/**
 * Writes exactly `lengthBytes` from the reader to the request, reading ahead by one buffer.
 *
 * Stops quietly when `stopped()` says that the server has answered already.
 *
 * @throws MediaRejectedError with rule `source_changed` when the source ends early.
 * @throws StorageUnavailableError when the source cannot be read at the moment.
 */
export async function pumpRange(work: {
  readonly outgoing: ClientRequest;
  readonly reader: MediaReader;
  readonly lengthBytes: number;
  readonly buffers: BufferPair;
  readonly stopped: () => boolean;
  readonly onBytesSent: (lengthBytes: number) => void;
}): Promise<void> {
  const { outgoing, reader, lengthBytes } = work;
  let [current, next] = work.buffers;
  let sent = 0;
  const first = current.subarray(0, Math.min(lengthBytes, current.byteLength));
  let filled = await fill(reader, first).catch((error: unknown) => {
    throw sourceError(error);
  });
  while (sent < lengthBytes && !work.stopped()) {
    if (filled === 0) {
      throw new MediaRejectedError({
        rule: "source_changed",
        message: `The media source ended ${lengthBytes - sent} bytes before its stated size. Upload the media again.`,
      });
    }
    const remaining = lengthBytes - sent - filled;
    const writing = write(outgoing, current.subarray(0, filled));
    const reading = fill(reader, next.subarray(0, Math.min(remaining, next.byteLength)));
    // Both are awaited even when one fails: the buffers must be idle before they go back to the pool.
    const [written, read] = await Promise.allSettled([writing, reading]);
    if (written.status === "rejected") throw written.reason;
    if (read.status === "rejected") throw sourceError(read.reason);
    sent += filled;
    work.onBytesSent(filled);
    filled = read.value;
    [current, next] = [next, current];
  }
}
