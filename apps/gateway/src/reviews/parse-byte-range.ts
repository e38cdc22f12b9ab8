import type { ByteRange } from "@upload-post/core/connector";

/**
 * Reads a `Range` header with one range (RFC 9110, section 14). `null` for none, for several, and for
 * what is no byte range: then the whole is sent.
 */
export function parseByteRange(
  header: string | undefined,
  sizeBytes: number,
): ByteRange | null | "unsatisfiable" {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
  if (match === null) return null;
  const [, first = "", last = ""] = match;
  if (first === "" && last === "") return null;
  if (first === "") {
    const lengthBytes = Math.min(Number(last), sizeBytes);
    if (lengthBytes === 0) return "unsatisfiable";
    return { offsetBytes: sizeBytes - lengthBytes, lengthBytes };
  }
  const offsetBytes = Number(first);
  const endBytes = last === "" ? sizeBytes : Math.min(Number(last) + 1, sizeBytes);
  if (offsetBytes >= sizeBytes || endBytes <= offsetBytes) return "unsatisfiable";
  return { offsetBytes, lengthBytes: endBytes - offsetBytes };
}
