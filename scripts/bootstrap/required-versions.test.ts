import { describe, expect, it } from "vitest";
import { isAtLeast } from "./required-versions.mjs";

describe("isAtLeast", () => {
  it.each([
    ["22.18.0", "22.18", true],
    ["24.0.0", "22.18", true],
    ["22.100.1", "22.18", true],
    ["22.17.9", "22.18", false],
    ["20.20.2", "22.18", false],
    ["9.99.99", "22.18", false],
    ["22.18.0", "22.18.1", false],
  ])("takes %s against %s as %s", (version, lowest, expected) => {
    expect(isAtLeast(version, lowest)).toBe(expected);
  });
});
