import fc from "fast-check";
import { expect, it } from "vitest";
import { measureText } from "./measure-text";

const family = "👨‍👩‍👧";

it.each([
  ["", 0, 0, 0, 0],
  ["abc", 3, 3, 3, 3],
  ["é", 1, 1, 1, 2],
  ["e\u0301", 2, 2, 1, 3],
  ["😀", 2, 1, 1, 4],
  [family, 8, 5, 1, 18],
  ["\r\n", 2, 2, 1, 2],
  ["\ud800", 1, 1, 1, 3],
])(
  "counts %j in UTF-16 units, code points, graphemes and bytes",
  (text, utf16, points, graphemes, bytes) => {
    expect(measureText(text, "utf16")).toBe(utf16);
    expect(measureText(text, "code-points")).toBe(points);
    expect(measureText(text, "graphemes")).toBe(graphemes);
    expect(measureText(text, "bytes")).toBe(bytes);
  },
);

it("never counts more graphemes than code points, than UTF-16 units, than bytes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
      const counts = (["graphemes", "code-points", "utf16", "bytes"] as const).map((unit) =>
        measureText(text, unit),
      );
      expect([...counts].sort((a, b) => a - b)).toEqual(counts);
    }),
  );
});
