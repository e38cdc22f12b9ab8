import { describe, expect, it } from "vitest";
import { checkEnvironmentReads } from "./check-environment-reads";
import { houseFiles } from "./house-file";

describe("checkEnvironmentReads", () => {
  it.each([
    "process.env.HOME",
    "const { HOME } = process.env;",
    "process?.env",
    'process["env"]',
    'import { argv, env } from "node:process";',
  ])("refuses %s", (text) => {
    const files = houseFiles({
      "packages/core/src/a.ts": text,
      "packages/tiktok/src/bin/a.ts": text,
      "apps/gateway/src/b.ts": text,
    });

    expect(checkEnvironmentReads(files)).toHaveLength(3);
  });

  it("lets the main file, programs of the sandbox and tests read it", () => {
    const text = "process.env.HOME";
    const files = houseFiles({
      "apps/gateway/src/main.ts": text,
      "test-fixtures/tiktok-sandbox/src/bin/tiktok-sandbox.ts": text,
      "packages/core/src/a.test.ts": text,
    });

    expect(checkEnvironmentReads(files)).toEqual([]);
  });
});
