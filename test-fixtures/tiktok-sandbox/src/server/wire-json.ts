/** A JSON value in which a bigint becomes a bare number, however large. */
export type WireValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly WireValue[]
  | { readonly [key: string]: WireValue | undefined };

/**
 * Writes JSON by hand because TikTok answers 64-bit ids as numbers, which `JSON.stringify` cannot.
 * Members that are `undefined` are left out.
 */
export function writeWireJson(value: WireValue): string {
  if (typeof value === "bigint") {
    return value.toString();
  }
  if (isList(value)) {
    return `[${value.map(writeWireJson).join(",")}]`;
  }
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).flatMap(([key, member]) =>
      member === undefined ? [] : [`${JSON.stringify(key)}:${writeWireJson(member)}`],
    );
    return `{${members.join(",")}}`;
  }
  return JSON.stringify(value);
}

// Array.isArray does not narrow a readonly array.
function isList(value: WireValue): value is readonly WireValue[] {
  return Array.isArray(value);
}
