import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { lastLineReporter } from "./tooling/last-line-reporter.ts";
import { LongestFirst } from "./tooling/longest-first.ts";

const conditions = ["upload-post-source", "node", "module", "default"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  // Where the global set-up runs: it too reads the packages' sources, built or not.
  environments: { __vitest__: { resolve: { conditions, externalConditions: conditions } } },
  test: {
    include: [
      "{packages,apps,test-fixtures,examples}/*/{src,test}/**/*.test.ts",
      "{tooling,scripts,proofs}/**/*.test.ts",
    ],
    exclude: ["**/node_modules/**", "**/dist/**", "tooling/.reporter-*/**"],
    reporters: ["default", lastLineReporter()],
    // Starts databases for the gateway's tests when one of them asks.
    globalSetup: ["apps/gateway/test/database-broker.ts"],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    pool: "forks",
    // Workers live for seconds: optimising the embedded database's code costs more than it saves.
    execArgv: ["--liftoff-only"],
    sequence: { sequencer: LongestFirst },
    // Most tests wait more than they work, and the proofs wait for the processes that they kill.
    maxWorkers: availableParallelism() + 1,
  },
});
