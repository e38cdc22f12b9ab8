import { readdir } from "node:fs/promises";
import { expect } from "vitest";
import { problemSchema } from "../src/http/problem";
import type { EndToEnd } from "./end-to-end";

/** What a request must be refused with. */
export type Refusal = readonly [status: number, code: string, paths: readonly string[]];

/** Looks at everything that a refused request must leave as it was. */
export async function traces(test: EndToEnd) {
  const entries = await readdir(test.dataDir, { recursive: true, withFileTypes: true });
  return {
    tasks: test.sandbox.inspect.tasks().length,
    commits: test.sandbox.inspect.commits().length,
    posts: (await test.api.get("/v1/posts?limit=100")).data.length,
    files: entries
      .filter((entry) => entry.isFile() && entry.name.startsWith("med_"))
      .map(({ name }) => name)
      .sort(),
  };
}

/** Holds an answer against what was expected of it. */
export async function expectRefusal(
  response: Response,
  [status, code, paths]: Refusal,
): Promise<void> {
  const text = await response.text();
  expect(response.status, text).toBe(status);
  const problem = problemSchema.parse(JSON.parse(text));
  expect(problem.code).toBe(code);
  expect((problem.errors ?? []).map(({ path }) => path)).toEqual(paths);
  expect(problem.detail).not.toBe("");
}
