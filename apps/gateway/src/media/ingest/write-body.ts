import { createHash } from "node:crypto";
import type { MediaWriter } from "../storage/media-storage";
import type { IncomingBody } from "./incoming-body";

/** Large writes cost less than many small ones; two of them are the memory of an upload. */
const WRITE_BYTES = 1024 * 1024;

/** What {@link writeBody} needs. */
export type BodyToWrite = {
  readonly body: IncomingBody;
  readonly writer: MediaWriter;
  /** Called with the number of bytes so far, before they are written. May refuse them by throwing. */
  readonly accept: (totalBytes: number) => Promise<void>;
  /** Called with the bytes the body begins with, once, as soon as there are enough of them or it ends. */
  readonly inspectHead: (head: Uint8Array) => void;
  readonly headBytes: number;
  /** Called whenever the writer has taken more bytes. */
  readonly onWritten: () => void;
  /** Of a body that breaks off, write what came: its sender goes on behind it. */
  readonly keepsBrokenBody: boolean;
};

/** A body that lies on the store. */
export type WrittenBody = { readonly sizeBytes: number; readonly sha256: string };

/**
 * Moves a body to the store: the hot path of ingest. While one batch is being written the next one
 * arrives and is hashed; nothing is copied, and memory does not grow with the body.
 *
 * @throws whatever the body, the writer, `accept` or `inspectHead` throw; nothing is being written then any more.
 */
export async function writeBody(work: BodyToWrite): Promise<WrittenBody> {
  const { body, writer, accept } = work;
  const hash = createHash("sha256");
  const inspect = createHeadInspector(work);
  let sizeBytes = 0;
  let batch: Uint8Array[] = [];
  let batchBytes = 0;
  let writing: Promise<void> = Promise.resolve();
  const append = async (chunks: readonly Uint8Array[]) => {
    await writer.append(chunks);
    work.onWritten();
    for (const chunk of chunks) body.release(chunk);
  };
  const flush = async () => {
    const totalBytes = sizeBytes;
    await accept(totalBytes);
    await writing;
    writing = append(batch);
    // Whoever comes next awaits it; until then a failure must not count as unhandled.
    writing.catch(() => {});
    batch = [];
    batchBytes = 0;
  };
  try {
    for await (const chunk of body.chunks) {
      sizeBytes += chunk.byteLength;
      inspect.add(chunk);
      hash.update(chunk);
      batch.push(chunk);
      batchBytes += chunk.byteLength;
      if (batchBytes >= WRITE_BYTES) await flush();
    }
    inspect.end();
    if (batchBytes > 0) await flush();
  } catch (error) {
    if (work.keepsBrokenBody && batchBytes > 0) {
      // Why the body ended is what matters; what cannot be kept is sent again.
      await flush().catch(() => {});
    }
    throw error;
  } finally {
    await writing;
  }
  return { sizeBytes, sha256: hash.digest("hex") };
}

function createHeadInspector({
  headBytes,
  inspectHead,
}: Pick<BodyToWrite, "headBytes" | "inspectHead">) {
  let head: Uint8Array[] | null = [];
  let collected = 0;
  const inspect = () => {
    if (head === null) return;
    const bytes = Buffer.concat(head, collected).subarray(0, headBytes);
    head = null;
    inspectHead(bytes);
  };
  return {
    add(chunk: Uint8Array) {
      if (head === null) return;
      head.push(chunk);
      collected += chunk.byteLength;
      if (collected >= headBytes) inspect();
    },
    end: inspect,
  };
}
