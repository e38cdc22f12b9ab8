import { Readable } from "node:stream";
import type { MediaSource } from "@upload-post/core/connector";
import type { PostsDependencies } from "../posts/posts-dependencies";
import { openReview } from "./open-review";
import { parseByteRange } from "./parse-byte-range";

const CHUNK_BYTES = 256 * 1024;

/** The bytes of one media of a review, whole or in part, for the page's preview. */
export async function reviewMedia(
  dependencies: PostsDependencies,
  request: { readonly token: string; readonly index: number; readonly range: string | undefined },
  signal: AbortSignal,
): Promise<Response> {
  const open = await openReview(dependencies, request.token);
  if ("closed" in open) return notThere();
  const media = open.media[request.index];
  if (media === undefined) return notThere();
  const [source] = await dependencies.openMedia(open.post.tenant_id, [media.id]);
  return source === undefined ? notThere() : send(source, request.range, signal);
}

function notThere(): Response {
  return new Response(null, { status: 404 });
}

function send(source: MediaSource, rangeHeader: string | undefined, signal: AbortSignal): Response {
  const { sizeBytes, type } = source.facts;
  const range = parseByteRange(rangeHeader, sizeBytes);
  const headers = new Headers({ "Content-Type": type, "Accept-Ranges": "bytes" });
  if (range === "unsatisfiable") {
    headers.set("Content-Range", `bytes */${sizeBytes}`);
    return new Response(null, { status: 416, headers });
  }
  const { offsetBytes, lengthBytes } = range ?? { offsetBytes: 0, lengthBytes: sizeBytes };
  headers.set("Content-Length", String(lengthBytes));
  if (range !== null) {
    const last = offsetBytes + lengthBytes - 1;
    headers.set("Content-Range", `bytes ${offsetBytes}-${last}/${sizeBytes}`);
  }
  const body = Readable.toWeb(
    Readable.from(readRange(source, { offsetBytes, lengthBytes }, signal)),
  );
  return new Response(body as ReadableStream<Uint8Array>, {
    status: range === null ? 200 : 206,
    headers,
  });
}

async function* readRange(
  source: MediaSource,
  range: { readonly offsetBytes: number; readonly lengthBytes: number },
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const reader = await source.open(range, signal);
  try {
    for (;;) {
      const buffer = new Uint8Array(Math.min(CHUNK_BYTES, range.lengthBytes));
      const lengthBytes = await reader.read(buffer);
      if (lengthBytes === 0) return;
      yield buffer.subarray(0, lengthBytes);
    }
  } finally {
    await reader.close();
  }
}
