import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vitest/config";
import type { Guard, Patch } from "./guard";

/**
 * Gives Vite the sources without a guard; no file on disk is touched. To be used in the root of the
 * repository.
 *
 * @throws Error when a text does not occur exactly once: the guard has moved, and its patch must follow.
 */
export function takeAway(guard: Guard): Plugin {
  for (const patch of guard.patches) {
    const found = readFileSync(patch.path, "utf8").split(patch.find).length - 1;
    if (found !== 1) {
      throw new Error(`"${guard.name}" is found ${found} times in ${patch.path}, not once.`);
    }
  }
  return {
    name: `without-${guard.name}`,
    enforce: "pre",
    transform: (code, id) => {
      const file = id.replace(/\?.*/s, "");
      const own = guard.patches.filter(({ path }) => file === join(process.cwd(), path));
      return own.length === 0 ? null : own.reduce(withPatch, code);
    },
  };
}

function withPatch(code: string, { find, replace }: Patch): string {
  return code.replace(find, () => replace);
}
