import { defineConfig } from "vitest/config";
import type { Guard } from "./guard";
import { guards } from "./guards";
import { reportByProject } from "./report-by-project";
import { takeAway } from "./take-away";
import { untouched } from "./untouched";

const conditions = ["upload-post-source", "node", "module", "default"];
const resolving = {
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  environments: { __vitest__: { resolve: { conditions, externalConditions: conditions } } },
};
const root = process.cwd();
const databases = "apps/gateway/test/database-broker.ts";

/** One project for each guard, on sources without it, and one on the sources as they are. */
export default defineConfig({
  ...resolving,
  root,
  test: {
    // What is transformed for one project is taken by all: each would transform the whole gateway.
    ...{ fsModuleCache: true, fsModuleCachePath: process.env.TRANSFORMED_DIR ?? "" },
    // Shared by all projects: starts databases when a test asks for one.
    globalSetup: [databases],
    reporters: [reportByProject(process.env.REPORT_FILE ?? "")],
    projects: [
      {
        ...resolving,
        root,
        plugins: [takeAway(null)],
        test: project(
          untouched,
          guards.map(({ test }) => test.path),
        ),
      },
      ...guards.map((guard) => ({
        ...resolving,
        root,
        plugins: [takeAway(guard)],
        test: {
          ...project(guard.name, [guard.test.path]),
          ...(changesDatabases(guard) ? { globalSetup: [databases] } : {}),
        },
      })),
    ],
  },
});

function project(name: string, include: readonly string[]) {
  const execArgv = ["--liftoff-only"];
  return {
    name,
    include: [...new Set(include)],
    execArgv,
    testTimeout: 60_000,
    hookTimeout: 240_000,
  };
}

/** Tables are made before the tests run, so a changed table needs databases of its own. */
function changesDatabases({ patches }: Guard): boolean {
  return patches.some(({ path }) => path.includes("/migrations/"));
}
