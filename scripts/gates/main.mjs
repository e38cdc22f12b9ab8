// The checks of CI that are no tests, all of them even when one fails. `pnpm check` and `.ci/run` call this.
import { runChild } from "../bootstrap/run-child.mjs";

/** Scripts of the root package.json, and what to do when one fails. */
const gates = [
  { script: "lint", advice: "`pnpm format` mends most of it" },
  { script: "typecheck", advice: "mend the named types" },
  { script: "unused", advice: "delete what nothing uses, or say in knip.jsonc why it stays" },
  { script: "lint:package", advice: "mend the named package.json" },
];

const failures = [];
for (const { script, advice } of gates) {
  console.log(`\n> ${script}`);
  const code = await runChild("pnpm", ["run", "--silent", script], {
    shell: process.platform === "win32",
  });
  if (code !== 0) failures.push(`${script} failed (exit code ${code}): ${advice}.`);
}

console.log(failures.length === 0 ? "\nEvery check holds." : `\n${failures.join("\n")}`);
process.exitCode = failures.length;
