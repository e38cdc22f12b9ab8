import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";

const tooling = dirname(fileURLToPath(import.meta.url));
const vitest = fileURLToPath(new URL("../vitest.mjs", import.meta.resolve("vitest")));
const directories: string[] = [];

afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

/** Runs vitest on `files` in a project of its own and returns what it printed last, and how it ended. */
function run(files: Record<string, string>) {
  const directory = mkdtempSync(join(tooling, ".reporter-"));
  directories.push(directory);
  const config = `import { lastLineReporter } from "../last-line-reporter.ts";
export default { test: { reporters: ["default", lastLineReporter()] } };`;
  const imports = 'import { describe, expect, it, beforeAll } from "vitest";';
  writeFileSync(join(directory, "vitest.config.ts"), config);
  for (const [name, body] of Object.entries(files)) {
    writeFileSync(join(directory, name), `${imports}\n${body}`);
  }
  const { status, stdout } = spawnSync(process.execPath, [vitest, "run", "--root", directory], {
    encoding: "utf8",
    env: { PATH: "", NO_COLOR: "1" },
  });
  return { status, lastLine: stdout.trimEnd().split("\n").at(-1) };
}

const passing = 'it("holds", () => expect(1).toBe(1));';

describe("the last line of a test run", () => {
  it("counts what passed", () => {
    expect(run({ "a.test.ts": passing, "b.test.ts": passing })).toEqual({
      status: 0,
      lastLine: "2 passed, 0 failed",
    });
  });

  it("counts what failed and what was skipped", () => {
    const mixed = `${passing} it("breaks", () => expect(1).toBe(2)); it.skip("waits", () => {}); it.todo("comes");`;

    expect(run({ "a.test.ts": mixed })).toEqual({
      status: 1,
      lastLine: "1 passed, 1 failed, 2 skipped",
    });
  });

  it("counts a file that does not load as failed", () => {
    expect(run({ "a.test.ts": passing, "b.test.ts": 'throw new Error("broken");' })).toEqual({
      status: 1,
      lastLine: "1 passed, 1 failed",
    });
  });

  it("counts an error outside any test as failed", () => {
    const rejecting = `${passing} it("ends", () => { void Promise.reject(new Error("stray")); });`;

    expect(run({ "a.test.ts": rejecting })).toEqual({
      status: 1,
      lastLine: "2 passed, 1 failed",
    });
  });

  it("counts a setup hook that throws as failed", () => {
    const hook = `describe("room", () => { beforeAll(() => { throw new Error("no"); }); ${passing} });`;

    expect(run({ "a.test.ts": `${passing} ${hook}` })).toMatchObject({ status: 1 });
    expect(run({ "a.test.ts": `${passing} ${hook}` }).lastLine).toMatch(/^1 passed, 1 failed/);
  });

  it("fails a run without a test file", () => {
    expect(run({})).toEqual({ status: 1, lastLine: "0 passed, 1 failed" });
  });

  it("fails a run in which every test is skipped", () => {
    expect(run({ "a.test.ts": 'it.skip("waits", () => {});' })).toEqual({
      status: 1,
      lastLine: "0 passed, 1 failed, 1 skipped",
    });
  });
});
