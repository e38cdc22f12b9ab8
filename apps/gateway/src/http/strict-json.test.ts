import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ApiError } from "./api-error";
import { parseStrictJson } from "./strict-json";

function refusal(text: string): ApiError {
  try {
    parseStrictJson(text);
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error(`Accepted: ${text}`);
}

/** Member names are unique in objects made by fast-check; NUL, lone surrogates and __proto__ are refused. */
const acceptable = fc
  .jsonValue({ maxDepth: 6 })
  .map((value) => JSON.stringify(value))
  .filter((text) => !/\\u0000|\\ud[89a-f]|__proto__/i.test(text));

describe("parseStrictJson", () => {
  it("gives the same value as JSON.parse for what it accepts", () => {
    fc.assert(
      fc.property(acceptable, (text) => {
        expect(parseStrictJson(text)).toEqual(JSON.parse(text));
      }),
      { verbose: true },
    );
  });

  it("answers any text with a value or with invalid_request, never with another error", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        try {
          parseStrictJson(text);
        } catch (error) {
          expect(error).toBeInstanceOf(ApiError);
          expect(error).toMatchObject({ code: "invalid_request" });
        }
      }),
      { verbose: true },
    );
  });

  it.each([
    ["nothing", ""],
    ["text after the value", "{} {}"],
    ["a comma too many", "[1,]"],
    ["a comment", "{} // no"],
    ["NaN", "NaN"],
    ["a repeated member", '{"a":1,"a":2}'],
    ["a repeated member, deep down", '{"a":[{"b":1,"\\u0062":2}]}'],
    ["__proto__", '{"__proto__":{"admin":true}}'],
    ["21 levels", `${"[".repeat(21)}${"]".repeat(21)}`],
    ["very many levels", "[".repeat(250_000)],
  ])("refuses %s", (_what, text) => {
    expect(refusal(text).code).toBe("invalid_request");
  });

  it("takes 20 levels, and brackets and colons inside strings", () => {
    const deep = `${"[".repeat(20)}${"]".repeat(20)}`;
    expect(parseStrictJson(deep)).toEqual(JSON.parse(deep));
    expect(parseStrictJson('{"a":"[[[[{\\":\\\\"}')).toEqual({ a: '[[[[{":\\' });
  });

  it("names the place of text that the database cannot hold", () => {
    expect(refusal('{"a":{"b/c":["x","\\u0000"]}}').options.errors?.[0]?.path).toBe("/a/b~1c/1");
    expect(refusal('{"a":"\\ud800"}').options.errors?.[0]?.path).toBe("/a");
    expect(refusal('{"a":{"\\u0000":1}}').options.errors?.[0]?.path).toBe("/a");
  });
});
