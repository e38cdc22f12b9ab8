import type { ByteRange } from "@upload-post/core/connector";

/** What a `Range` header asks for. */
export type RequestedRange =
  /** Everything: there is no range, or one that may be passed over (RFC 9110, 14.2). */
  | { readonly kind: "whole" }
  | { readonly kind: "part"; readonly range: ByteRange }
  | { readonly kind: "unsatisfiable" };

/** Reads a `Range` header with one range of bytes; several ranges are answered with everything. */
export function parseRange(header: string | undefined, sizeBytes: number): RequestedRange {
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? "") ?? [];
  if (first === undefined || last === undefined || (first === "" && last === "")) {
    return { kind: "whole" };
  }
  const start = first === "" ? Math.max(sizeBytes - Number(last), 0) : Number(first);
  const end = first === "" || last === "" ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (first !== "" && last !== "" && Number(last) < Number(first)) return { kind: "whole" };
  if (start >= sizeBytes || (first === "" && Number(last) === 0)) return { kind: "unsatisfiable" };
  return { kind: "part", range: { offsetBytes: start, lengthBytes: end - start + 1 } };
}
