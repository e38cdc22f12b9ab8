import { describe, expect, it } from "vitest";
import { matchAnswer, type Names } from "./match-answer";

describe("matchAnswer", () => {
  it("looks at what is named and at nothing else", () => {
    expect(
      matchAnswer({ a: 1, b: { c: null } }, { a: 1, b: { c: null, d: 2 } }, new Map()),
    ).toEqual([]);
  });

  it.each([
    [{ a: 1 }, { a: 2 }, "/a: expected 1, got 2"],
    [{ a: 1 }, {}, "/a: expected 1, got undefined"],
    [{ a: "x" }, { a: null }, '/a: expected "x", got null'],
    [{ a: null }, { a: "x" }, '/a: expected null, got "x"'],
    [{ a: "…" }, { a: 1 }, '/a: expected "…", got 1'],
    [{ a: [] }, { a: [1] }, "/a: expected 0 entries, got [1]"],
    [{ a: [{ b: true }] }, { a: [{ b: false }] }, "/a/0/b: expected true, got false"],
    [{ a: {} }, { a: null }, "/a: expected an object, got null"],
  ])("says where %j and %j differ", (expected, actual, difference) => {
    expect(matchAnswer(expected, actual, new Map())).toEqual([difference]);
  });

  it("keeps what it names, and holds the name to that value", () => {
    const names: Names = new Map();

    expect(matchAnswer({ id: "$THING" }, { id: "thing_1" }, names)).toEqual([]);

    expect(names).toEqual(new Map([["THING", "thing_1"]]));
    expect(matchAnswer({ id: "$THING" }, { id: "thing_2" }, names)).toEqual([
      '/id: expected "thing_1", got "thing_2"',
    ]);
  });
});
