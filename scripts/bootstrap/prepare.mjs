import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { runChild } from "./run-child.mjs";

/**
 * Installs what the lockfile says and builds the named packages with what they need. Both are quick
 * when nothing has changed: pnpm and turbo know.
 *
 * @param {object} options
 * @param {string} options.root The repository.
 * @param {string} options.node The Node to build with.
 * @param {NodeJS.ProcessEnv} options.env An environment in which pnpm is found.
 * @param {string[]} options.packages Names of the packages to build; none builds all.
 * @throws Error when one of them fails; says which and what to do.
 */
export async function prepare({ root, node, env, packages }) {
  const firstTime = !existsSync(join(root, "node_modules"));
  if (firstTime) console.error("Installing and building; the first time takes a minute or two.");
  // Without CI pnpm asks before it replaces node_modules, and fails where nobody can answer.
  const installCode = await runChild("pnpm", ["install", "--frozen-lockfile", "--loglevel=warn"], {
    cwd: root,
    env: { ...env, CI: "true" },
    shell: process.platform === "win32",
  });
  if (installCode !== 0) {
    throw new Error(
      `Installing the dependencies failed (pnpm ended with ${installCode}; its own words stand above). ` +
        "If it names pnpm-lock.yaml, run `pnpm install` and commit the lockfile; " +
        "else check that this machine reaches the npm registry and has free disk space.",
    );
  }

  const build = spawnSync(
    node,
    [
      join(root, "node_modules/turbo/bin/turbo"),
      "run",
      "build",
      "--output-logs=errors-only",
      ...packages.map((name) => `--filter=${name}`),
    ],
    {
      cwd: root,
      env: { ...env, TURBO_TELEMETRY_DISABLED: "1", TURBO_NO_UPDATE_NOTIFIER: "1" },
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  if (build.error) throw new Error(`turbo could not be started: ${build.error.message}`);
  if (build.status !== 0) {
    console.error(build.stdout, build.stderr);
    throw new Error(
      `Building failed (turbo ended with ${build.status ?? build.signal}; the compiler's words stand above). ` +
        "Mend the named file and run the command again.",
    );
  }
}
