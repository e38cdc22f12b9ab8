import { expect, it } from "vitest";
import { constantTimeEqual } from "./constant-time-equal";

it("knows equal from different, whatever the lengths and kinds", () => {
  expect(constantTimeEqual("abc", "abc")).toBe(true);
  expect(constantTimeEqual("abc", Buffer.from("abc"))).toBe(true);
  expect(constantTimeEqual("abc", "abd")).toBe(false);
  expect(constantTimeEqual("abc", "abcd")).toBe(false);
  expect(constantTimeEqual("", "a")).toBe(false);
});
