import fc from "fast-check";
import { expect, it } from "vitest";
import { parseJsonExactly } from "./parse-json-exactly";

it("keeps a 64-bit integer as its own digits", () => {
  expect(parseJsonExactly('{"ids":[7678907398077074696,-9223372036854775808,12]}')).toEqual({
    ids: ["7678907398077074696", "-9223372036854775808", 12],
  });
});

it("keeps every integer exact", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }), (value) => {
      expect(String(parseJsonExactly(String(value)))).toBe(String(value));
    }),
  );
});

it("is JSON.parse for everything else", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const plain: unknown = JSON.parse(text);
      const exact = JSON.stringify(parseJsonExactly(text));
      // Large integers differ by design; they are covered above.
      fc.pre(!/\d{16,}/.test(exact));
      expect(exact).toBe(JSON.stringify(plain));
    }),
  );
});

it("refuses what is no JSON", () => {
  expect(() => parseJsonExactly("<html>")).toThrow(SyntaxError);
});
