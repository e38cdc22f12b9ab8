// The commands of package.json on a machine with nothing but git, Node >= 20 and npm:
// finds or fetches a fitting Node and pnpm, installs, builds, and then runs the task.
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { endWithNpm } from "./bootstrap/end-with-npm.mjs";
import { findTools, toolEnvironment } from "./bootstrap/find-tools.mjs";
import { prepare } from "./bootstrap/prepare.mjs";
import { requiredVersions } from "./bootstrap/required-versions.mjs";
import { runChild } from "./bootstrap/run-child.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What each task builds first (nothing named: everything) and what it then runs with Node. */
const tasks = {
  demo: {
    packages: ["@upload-post/gateway", "@upload-post/tiktok-sandbox", "@upload-post/test-media"],
    run: ["scripts/demo/main.mjs"],
  },
  start: {
    packages: ["@upload-post/gateway", "@upload-post/tiktok-sandbox"],
    run: ["scripts/start/main.mjs"],
  },
  test: { packages: [], run: ["node_modules/vitest/vitest.mjs", "run"] },
  bench: {
    packages: ["@upload-post/gateway", "@upload-post/tiktok-sandbox", "@upload-post/test-media"],
    run: ["bench/main.mjs"],
  },
  prove: {
    packages: ["@upload-post/gateway", "@upload-post/tiktok-sandbox", "@upload-post/test-media"],
    run: ["--import", "tsx", "--conditions", "upload-post-source", "proofs/main.ts"],
  },
  gates: { packages: [], run: ["scripts/gates/main.mjs"] },
};

/** @param {string[]} commandLine */
async function main([name = "", ...taskArguments]) {
  const task = Object.entries(tasks).find(([taskName]) => taskName === name)?.[1];
  if (!task) {
    throw new Error(
      `There is no task "${name}". Tasks: ${Object.keys(tasks).join(", ")}, as in \`npm run demo\`.`,
    );
  }
  const tools = findTools(root, requiredVersions(root));
  const env = toolEnvironment(tools, process.env);
  await prepare({ root, node: tools.node, env, packages: task.packages });
  return runChild(tools.node, [...task.run, ...taskArguments], { cwd: root, env });
}

endWithNpm(process.env);
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(
    `\nnpm run ${process.argv[2] ?? ""}: ${error instanceof Error ? error.message : error}`,
  );
  process.exitCode = 1;
}
