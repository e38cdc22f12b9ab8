import type { Json } from "../connector";

type SourceContext = { readonly source?: string };

/**
 * Parses JSON without rounding: an integer that a JavaScript number cannot hold exactly, such as a
 * 64-bit id, becomes a string of its own digits. Everything else is as `JSON.parse` has it.
 *
 * Give fields that may be such ids a schema that takes both strings and numbers.
 *
 * @throws SyntaxError when `text` is no JSON.
 */
export function parseJsonExactly(text: string): Json {
  const parsed: Json = JSON.parse(text, (_key, value: unknown, context?: SourceContext) => {
    if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
    const source = context?.source ?? "";
    return /^-?\d+$/.test(source) ? source : value;
  });
  return parsed;
}
