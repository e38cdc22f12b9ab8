import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ReportedTest } from "./report-by-project";

const root = join(import.meta.dirname, "../..");

/**
 * Runs the tests of every guard in one process beside this one: without the guard, and on the sources
 * as they are.
 *
 * @param titles Of the tests that are run, on the embedded database where they ask for one; `null`: all
 * of their files, on both databases.
 * @throws Error with what Vitest printed, when it came to no result.
 */
export async function runGuardTests(
  titles: readonly string[] | null,
): Promise<readonly ReportedTest[]> {
  const directory = await mkdtemp(join(tmpdir(), "upload-post-guards-"));
  const report = join(directory, "report.json");
  const only =
    titles === null ? [] : ["-t", `^(?!.*\\(postgresql\\)).*(${titles.map(literally).join("|")})`];
  try {
    const output = await run(["--config", "proofs/guards/guards.config.ts", ...only], {
      REPORT_FILE: report,
      TRANSFORMED_DIR: join(directory, "transformed"),
    });
    const text = await readFile(report, "utf8").catch(() => "[]");
    const tests = JSON.parse(text) as ReportedTest[];
    if (tests.length === 0) throw new Error(`Vitest ran no test of a guard: ${output}`);
    return tests;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function literally(title: string): string {
  return title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function run(
  options: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [join(root, "node_modules/vitest/vitest.mjs"), "run", ...options],
      {
        cwd: root,
        env: { ...process.env, ...environment },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    const parts: Buffer[] = [];
    child.stdout.on("data", (part: Buffer) => parts.push(part));
    child.stderr.on("data", (part: Buffer) => parts.push(part));
    child.once("error", reject);
    child.once("close", () => resolve(Buffer.concat(parts).toString().slice(-4_000)));
  });
}
