import type { TextRule } from "../connector";

/** The length of a text in the unit a platform counts in. */
export function measureText(text: string, unit: TextRule["unit"]): number {
  switch (unit) {
    case "utf16":
      return text.length;
    case "code-points":
      return [...text].length;
    case "graphemes":
      return [...new Intl.Segmenter("und", { granularity: "grapheme" }).segment(text)].length;
    case "bytes":
      return Buffer.byteLength(text, "utf8");
  }
}
