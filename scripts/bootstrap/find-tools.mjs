import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { isAtLeast } from "./required-versions.mjs";

/**
 * @typedef {object} Tools
 * @property {string} node Absolute path of a Node that is new enough.
 * @property {string | null} binDirectory Where the pinned pnpm lies; null when it is on the PATH anyway.
 */

/**
 * Finds a Node that is new enough and the pinned pnpm: those of this machine when they fit, else the
 * ones npx fetches from the npm registry. What npx answered is remembered in `.cache/tools.json`.
 *
 * @param {string} root The repository.
 * @param {import("./required-versions.mjs").RequiredVersions} required
 * @returns {Tools}
 */
export function findTools(root, required) {
  const nodeFits = isAtLeast(process.versions.node, required.node);
  if (nodeFits && pnpmOnPath(root) === required.pnpm) {
    return { node: process.execPath, binDirectory: null };
  }
  const cacheFile = join(root, ".cache", "tools.json");
  const key = `${process.execPath} ${process.version} pnpm@${required.pnpm}`;
  const remembered = readRemembered(cacheFile, key);
  if (remembered) return remembered;

  const tools = fetchTools(root, required.pnpm, nodeFits);
  mkdirSync(dirname(cacheFile), { recursive: true });
  writeFileSync(cacheFile, `${JSON.stringify({ key, ...tools })}\n`);
  return tools;
}

/**
 * The environment in which the found tools are also what their children find.
 *
 * @param {Tools} tools
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function toolEnvironment(tools, env) {
  const name = Object.keys(env).find((key) => key.toUpperCase() === "PATH") ?? "PATH";
  const directories = [tools.binDirectory, dirname(tools.node), env[name]];
  return { ...env, [name]: directories.filter(Boolean).join(delimiter) };
}

/** @param {string} root */
function pnpmOnPath(root) {
  try {
    return output("pnpm", ["--version"], root, "ignore");
  } catch {
    // None, or one that cannot become the pinned version: npx fetches the right one.
    return null;
  }
}

/**
 * @param {string} cacheFile
 * @param {string} key
 * @returns {Tools | null}
 */
function readRemembered(cacheFile, key) {
  if (!existsSync(cacheFile)) return null;
  const remembered = JSON.parse(readFileSync(cacheFile, "utf8"));
  const { node, binDirectory } = remembered;
  // npx may have cleaned its cache since.
  const usable =
    remembered.key === key && existsSync(node) && existsSync(join(binDirectory, "pnpm"));
  return usable ? { node, binDirectory } : null;
}

/**
 * @param {string} root
 * @param {string} pnpmVersion
 * @param {boolean} nodeFits
 * @returns {Tools}
 */
function fetchTools(root, pnpmVersion, nodeFits) {
  const wanted = [...(nodeFits ? [] : ["node@24"]), `pnpm@${pnpmVersion}`];
  process.stderr.write(`Fetching ${wanted.join(" and ")} through npx; kept for next time.\n`);
  const packages = wanted.flatMap((name) => ["-p", name]);
  const inside = ["--", "node", "scripts/bootstrap/print-tools.mjs"];
  try {
    return JSON.parse(
      output("npx", ["-y", "--loglevel=error", ...packages, ...inside], root, "inherit"),
    );
  } catch (error) {
    throw new Error(
      `npx could not fetch ${wanted.join(" and ")} (its own words stand above). ` +
        "Check that this machine reaches the npm registry, " +
        `or install Node 24 and pnpm ${pnpmVersion} yourself, and run the command again.`,
      { cause: error },
    );
  }
}

/**
 * @param {string} command
 * @param {string[]} commandArguments
 * @param {string} cwd
 * @param {"ignore" | "inherit"} stderr
 */
function output(command, commandArguments, cwd, stderr) {
  return execFileSync(command, commandArguments, {
    cwd,
    env: withoutOuterNpx(process.env),
    encoding: "utf8",
    stdio: ["ignore", "pipe", stderr],
    // pnpm and npx are scripts for the shell there; no argument holds a character it would read.
    shell: process.platform === "win32",
  }).trim();
}

/**
 * An npx that runs us says so to its children, and an npx of ours would take its command for its own.
 *
 * @param {NodeJS.ProcessEnv} env
 */
function withoutOuterNpx({ npm_config_call: _, npm_config_package: __, ...env }) {
  return env;
}
