import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * @typedef {object} RequiredVersions
 * @property {string} node Lowest Node that runs the house, e.g. `22.18`.
 * @property {string} pnpm The one pnpm that the lockfile was written with, e.g. `11.28.10`.
 */

/**
 * Reads which Node and pnpm the repository needs, from the one place where each is written.
 *
 * @param {string} root The repository.
 * @returns {RequiredVersions}
 */
export function requiredVersions(root) {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const node = /^>=(\d+(?:\.\d+)*)$/.exec(manifest.engines?.node ?? "");
  const pnpm = /^pnpm@(\d+\.\d+\.\d+)$/.exec(manifest.packageManager ?? "");
  if (!node?.[1] || !pnpm?.[1]) {
    throw new Error(
      'package.json must say engines.node as ">=22.18" and packageManager as "pnpm@1.2.3".',
    );
  }
  return { node: node[1], pnpm: pnpm[1] };
}

/**
 * Whether `version` (as in `process.versions.node`) is `lowest` or newer.
 *
 * @param {string} version
 * @param {string} lowest
 */
export function isAtLeast(version, lowest) {
  const have = version.split(".").map(Number);
  const want = lowest.split(".").map(Number);
  for (const [index, number] of want.entries()) {
    const difference = (have[index] ?? 0) - number;
    if (difference !== 0) return difference > 0;
  }
  return true;
}
