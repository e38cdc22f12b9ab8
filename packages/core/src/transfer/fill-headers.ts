import type { ByteRange, HeaderTemplates } from "../connector";

/** Replaces `{first}`, `{last}`, `{length}` and `{total}` in header templates by the part's numbers. */
export function fillHeaders(
  templates: HeaderTemplates,
  range: ByteRange,
  totalBytes: number,
): Record<string, string> {
  const numbers: Record<string, number> = {
    first: range.offsetBytes,
    last: range.offsetBytes + range.lengthBytes - 1,
    length: range.lengthBytes,
    total: totalBytes,
  };
  const filled: Record<string, string> = {};
  for (const [name, template] of Object.entries(templates)) {
    filled[name] = template.replace(/\{(first|last|length|total)\}/g, (_, key: string) =>
      String(numbers[key]),
    );
  }
  return filled;
}
