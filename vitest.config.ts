import { defineConfig } from "vitest/config";

const conditions = ["upload-post-source", "node", "import", "module", "default"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: [
      "{packages,apps,test-fixtures,examples}/*/{src,test}/**/*.test.ts",
      "tooling/**/*.test.ts",
    ],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    pool: "forks",
  },
});
