import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { switchesSchema } from "./switches";

describe("switches", () => {
  it("are documented in the README with their defaults", () => {
    const readme = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8")
      // The formatter pads the tables.
      .replace(/ +/g, " ");
    const defaults = switchesSchema.parse({});
    const missing = Object.entries(defaults)
      .map(([name, value]) => `| \`${name}\` | \`${JSON.stringify(value)}\` |`)
      .filter((row) => !readme.includes(row));
    expect(missing).toEqual([]);
  });
});
