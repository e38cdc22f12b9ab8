import type { Json, JsonObject } from "../../connector";
import { PlatformUnavailableError } from "../../errors";
import type { ByteRequest, ByteResponse, ByteSender } from "../../transfer";
import { MemoryConnectionError, type MemoryFaults } from "./memory-faults";
import type { MemoryGrants } from "./memory-grants";
import type { MemoryPosts } from "./memory-posts";
import { digestOf, type MemoryUpload, type MemoryUploads, receivedBytes } from "./memory-uploads";
import { answerUnderFaults, MemoryRefusal } from "./memory-wire";

/** The parts of the platform that bytes touch. */
export type MemoryByteHost = {
  readonly faults: MemoryFaults;
  readonly grants: MemoryGrants;
  readonly uploads: MemoryUploads;
  readonly posts: MemoryPosts;
  readonly record: (operation: string) => void;
};

/**
 * The byte endpoint of the memory platform, as the sender that the pipeline is given: no sockets, and
 * every answer an HTTP one. Operations for faults: `bytes`, and `last-bytes` for the request that
 * completes an upload.
 */
export function createMemoryByteSender(host: MemoryByteHost): ByteSender {
  return {
    async send(request) {
      const bytes = await readRange(request);
      const operation = completes(host, request) ? "last-bytes" : "bytes";
      host.record(operation);
      try {
        const answer = await answerUnderFaults(
          host.faults,
          { operation, signal: request.signal },
          async () => receive(host, request, bytes),
        );
        return toResponse(answer);
      } catch (error) {
        if (!(error instanceof MemoryConnectionError)) throw error;
        throw new PlatformUnavailableError({
          effect: error.sent ? "possible" : "none",
          message: "The connection to the memory platform broke. Ask it what arrived.",
        });
      }
    },
    close: () => undefined,
  };
}

async function readRange({ source, range, signal, onBytesSent }: ByteRequest): Promise<Buffer> {
  const reader = await source.open(range, signal);
  const target = Buffer.alloc(range.lengthBytes);
  let filled = 0;
  try {
    for (;;) {
      const lengthBytes = await reader.read(target.subarray(filled));
      if (lengthBytes === 0) return target.subarray(0, filled);
      filled += lengthBytes;
      onBytesSent(lengthBytes);
    }
  } finally {
    await reader.close();
  }
}

/** `/ranges/<upload>` for one growing range, `/parts/<upload>/<index>` for parts. */
function targetOf({ url }: ByteRequest): { id: string; partIndex: number | null } {
  const [, , id = "", index] = new URL(url).pathname.split("/");
  return { id, partIndex: index === undefined ? null : Number(index) };
}

function completes(host: MemoryByteHost, request: ByteRequest): boolean {
  const { range, source } = request;
  const isLast = range.offsetBytes + range.lengthBytes === source.facts.sizeBytes;
  try {
    return isLast && host.uploads.get(targetOf(request).id).publishes !== null;
  } catch (error) {
    if (error instanceof MemoryRefusal) return false;
    throw error;
  }
}

function receive(host: MemoryByteHost, request: ByteRequest, bytes: Buffer): JsonObject {
  host.grants.accountOf(request.headers.authorization?.replace("Memory ", "") ?? null);
  const { id, partIndex } = targetOf(request);
  const upload = host.uploads.get(id);
  if (partIndex !== null) {
    upload.parts.set(partIndex, bytes);
    return { etag: digestOf(bytes).sha256 };
  }
  return receiveRange(host, upload, { request, bytes });
}

function receiveRange(
  host: MemoryByteHost,
  upload: MemoryUpload,
  { request, bytes }: { readonly request: ByteRequest; readonly bytes: Buffer },
): JsonObject {
  const held = receivedBytes(upload);
  const [first = ""] = (request.headers["content-range"] ?? "").replace("bytes ", "").split("-");
  if (Number(first) !== held.length) return { held: held.length, outOfStep: true };
  upload.parts.set(upload.parts.size, bytes);
  const all = receivedBytes(upload);
  if (all.length < upload.sizeBytes) return { held: all.length, complete: false };
  if (upload.publishes !== null) {
    const post = { ...upload.publishes, handle: upload.id, media: [digestOf(all)], note: null };
    host.posts.add(post, upload.id);
  }
  return { held: all.length, complete: true };
}

function toResponse(answer: { status: number; code: string | null; body: Json }): ByteResponse {
  const body = JSON.stringify({ code: answer.code, body: answer.body });
  return { status: answer.status, headers: { "content-type": "application/json" }, body };
}
