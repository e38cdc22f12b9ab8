import { expect, it } from "vitest";
import { parseRetryAfter } from "./parse-retry-after";

const now = new Date("2026-11-22T10:00:00Z");

it.each([
  ["120", 120_000],
  [" 0 ", 0],
  ["Sun, 22 Nov 2026 10:01:30 GMT", 90_000],
  ["Sun, 22 Nov 2026 09:00:00 GMT", 0],
])("reads %j as %d ms", (value, expected) => {
  expect(parseRetryAfter(value, now)).toBe(expected);
});

it.each([null, undefined, "", "soon", "-5", "1.5", "Sun, no date"])(
  "answers null for %j",
  (value) => {
    expect(parseRetryAfter(value, now)).toBeNull();
  },
);
