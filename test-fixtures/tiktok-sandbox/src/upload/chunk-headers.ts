import type { IncomingHttpHeaders } from "node:http";
import type { RuleId } from "../rules/rule-matrix";

/** What the headers of a PUT promise. */
export interface ChunkHeaders {
  readonly first: number;
  readonly last: number;
  readonly total: number;
  /** `last - first + 1`, equal to Content-Length. */
  readonly length: number;
}

/** Headers that no chunk may have. */
export interface BadChunkHeaders {
  readonly rule: RuleId;
}

// MT: the three types a chunk may be declared as.
const types = ["video/mp4", "video/quicktime", "video/webm"];

/** Reads the headers of a PUT, or says which rule they break; all of them answer 400 (MT). */
export function parseChunkHeaders(headers: IncomingHttpHeaders): ChunkHeaders | BadChunkHeaders {
  const type = headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (!types.includes(type)) {
    return { rule: "upload.content_type" };
  }
  if (!/^\d+$/.test(headers["content-length"] ?? "")) {
    return { rule: "upload.content_length_required" };
  }
  const range = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(headers["content-range"] ?? "");
  if (range === null) {
    return { rule: "upload.content_range_shape" };
  }
  const [first = 0, last = 0, total = 0] = range.slice(1).map(Number);
  if (last < first || last >= total) {
    return { rule: "upload.content_range_shape" };
  }
  const length = last - first + 1;
  if (Number(headers["content-length"]) !== length) {
    return { rule: "upload.content_length_matches" };
  }
  return { first, last, total, length };
}
