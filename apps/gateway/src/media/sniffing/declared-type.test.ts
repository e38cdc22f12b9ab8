import { describe, expect, it } from "vitest";
import { parseDeclaredType } from "./declared-type";

describe("a declared type", () => {
  it.each([
    [null, { claim: "any" }],
    ["application/octet-stream", { claim: "any" }],
    ['Video/MP4; codecs="avc1"', { claim: "known", type: "video/mp4" }],
    ["image/jpg", { claim: "known", type: "image/jpeg" }],
    ["text/plain", { claim: "foreign" }],
    ["constructor", { claim: "foreign" }],
  ])("is read from %s", (header, expected) => {
    expect(parseDeclaredType(header)).toEqual(expected);
  });
});
