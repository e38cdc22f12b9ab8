import { writeFileSync } from "node:fs";
import type { Reporter } from "vitest/node";

/** How one test ended on the sources of one project. */
export type ReportedTest = {
  readonly project: string;
  readonly title: string;
  readonly state: "passed" | "failed" | "skipped" | "pending";
};

/** A reporter that writes how every test ended into a file, as JSON. */
export function reportByProject(path: string): Reporter {
  return {
    onTestRunEnd(modules) {
      const tests = modules.flatMap((module) =>
        [...module.children.allTests()].map(
          (test): ReportedTest => ({
            project: module.project.name,
            title: test.fullName,
            state: test.result().state,
          }),
        ),
      );
      writeFileSync(path, JSON.stringify(tests));
    },
  };
}
