import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vitest/config";
import type { Guard, Patch } from "./guard";

/**
 * Gives Vite the sources without a guard, or as they are for `null`; no file on disk is touched. To be
 * used in the root of the repository.
 *
 * @throws Error when a text does not occur exactly once: the guard has moved, and its patch must follow.
 */
export function takeAway(guard: Guard | null): Plugin {
  const patches = guard?.patches ?? [];
  for (const patch of patches) {
    const found = readFileSync(patch.path, "utf8").split(patch.find).length - 1;
    if (found !== 1) {
      throw new Error(`"${guard?.name}" is found ${found} times in ${patch.path}, not once.`);
    }
  }
  const patchesOf = (id: string) => {
    const file = id.replace(/\?.*/s, "");
    return patches.filter(({ path }) => file === join(process.cwd(), path));
  };
  return {
    // One name for all: what Vitest has transformed for one project is taken by the others.
    name: "take-away",
    enforce: "pre",
    configureVitest: ({ defineCacheKeyGenerator }) => {
      // Except what is patched, which is nobody else's.
      defineCacheKeyGenerator(({ id }) => (patchesOf(id).length === 0 ? undefined : false));
    },
    transform: (code, id) => {
      const own = patchesOf(id);
      return own.length === 0 ? null : own.reduce(withPatch, code);
    },
  };
}

function withPatch(code: string, { find, replace }: Patch): string {
  return code.replace(find, () => replace);
}
