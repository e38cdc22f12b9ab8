import type { Reporter, SerializedError, TestModule } from "vitest/node";

/** How many tests ended how. */
interface TestCounts {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * A vitest reporter that prints `N passed, N failed` (and `, N skipped` when there are any) as the
 * very last line, so that a machine can read the outcome of a whole run.
 *
 * A file that does not load, an error outside any test and a test that did not finish count as
 * failed. So does a run in which no test passed or failed: it proves nothing.
 */
export function lastLineReporter(): Reporter {
  let counts: TestCounts = { passed: 0, failed: 0, skipped: 0 };
  return {
    onInit() {
      process.once("exit", () => {
        if (counts.passed + counts.failed === 0) counts = { ...counts, failed: 1 };
        if (counts.failed > 0) process.exitCode = 1;
        process.stdout.write(`${lastLine(counts)}\n`);
      });
    },
    onTestRunEnd(modules, unhandledErrors) {
      counts = countTests(modules, unhandledErrors);
    },
  };
}

/** The line itself. */
function lastLine({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

function countTests(
  modules: readonly TestModule[],
  unhandledErrors: readonly SerializedError[],
): TestCounts {
  const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
  for (const module of modules) {
    const failedBefore = counts.failed;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      counts[state === "pending" ? "failed" : state] += 1;
    }
    // A file or a hook that threw fails its module without failing a test.
    if (module.state() === "failed" && counts.failed === failedBefore) counts.failed += 1;
  }
  return counts;
}
