// Makes what the container image holds: the built gateway with its production dependencies and nothing
// to build with. `node scripts/container/build.mjs <empty directory>`; the Dockerfile and CI run exactly this.
import { copyFile, mkdir, readdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { findTools, toolEnvironment } from "../bootstrap/find-tools.mjs";
import { prepare } from "../bootstrap/prepare.mjs";
import { requiredVersions } from "../bootstrap/required-versions.mjs";
import { runChild } from "../bootstrap/run-child.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const gateway = "@upload-post/gateway";

/** @param {string} output */
async function build(output) {
  await mkdir(output, { recursive: true });
  if ((await readdir(output)).length > 0) throw new Error(`${output} is not empty.`);
  const tools = findTools(root, requiredVersions(root));
  const env = { ...toolEnvironment(tools, process.env), CI: "true" };
  await prepare({ root, node: tools.node, env, packages: [gateway] });
  // --legacy copies the packages of the workspace; the other way would change how everybody installs.
  const deploy = ["--filter", gateway, "deploy", "--prod", "--legacy", "--loglevel=warn", output];
  const code = await runChild("pnpm", deploy, { cwd: root, env });
  if (code !== 0) throw new Error(`pnpm deploy ended with ${code}; its own words stand above.`);
  await copyFile(join(here, "healthcheck.mjs"), join(output, "healthcheck.mjs"));
}

const [output, ...more] = process.argv.slice(2);
try {
  if (output === undefined || more.length > 0) throw new Error("Name one empty directory.");
  await build(resolve(output));
} catch (error) {
  console.error(`scripts/container/build.mjs: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
