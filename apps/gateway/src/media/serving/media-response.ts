import type { MediaSource } from "@upload-post/core/connector";
import { mediaStream } from "./media-stream";
import { parseRange } from "./parse-range";

/** What is asked of a media, as a browser or a platform asks. */
export type MediaRequest = {
  readonly isHead: boolean;
  /** `Range` and `If-Range`, as sent. */
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
  readonly signal: AbortSignal;
};

/** Answers with a media's bytes, whole or one range of them, read as the client takes them. */
export async function mediaResponse(source: MediaSource, request: MediaRequest): Promise<Response> {
  const { sizeBytes, type, sha256 } = source.facts;
  const etag = `"${sha256}"`;
  const headers = new Headers({ "Accept-Ranges": "bytes", ETag: etag, "Content-Type": type });
  const isSame = request.ifRange === undefined || request.ifRange === etag;
  const asked = parseRange(isSame ? request.range : undefined, sizeBytes);
  if (asked.kind === "unsatisfiable") {
    headers.set("Content-Range", `bytes */${sizeBytes}`);
    headers.delete("Content-Type");
    return new Response(null, { status: 416, headers });
  }
  const range = asked.kind === "part" ? asked.range : { offsetBytes: 0, lengthBytes: sizeBytes };
  headers.set("Content-Length", String(range.lengthBytes));
  if (asked.kind === "part") {
    const last = range.offsetBytes + range.lengthBytes - 1;
    headers.set("Content-Range", `bytes ${range.offsetBytes}-${last}/${sizeBytes}`);
  }
  const body = request.isHead ? null : mediaStream(await source.open(range, request.signal));
  return new Response(body, { status: asked.kind === "part" ? 206 : 200, headers });
}
