import type { Prove } from "../proof";
import { guards } from "./guards";
import { runGuardTests } from "./run-guard-tests";
import { untouched } from "./untouched";

/**
 * Takes away each guard in turn and demands that the test which is there for it goes red, while it is
 * green on the sources as they are. The long form runs whole test files, on both databases.
 */
export const prove: Prove = async ({ long }) => {
  const titles = [...new Set(guards.map(({ test }) => test.title))];
  const tests = await runGuardTests(long ? null : titles);
  const of = (project: string, state: string) =>
    tests.filter((test) => test.project === project && test.state === state);
  const missed = of(untouched, "failed").map(({ title }) => `Red with every guard: ${title}.`);
  const redWithout: Record<string, number> = {};
  for (const { name, against, test } of guards) {
    const red = of(name, "failed");
    redWithout[name] = red.length;
    if (!of(untouched, "passed").some(({ title }) => title.includes(test.title))) {
      missed.push(`${name}: there is no green test "${test.title}".`);
    }
    if (!red.some(({ title }) => title.includes(test.title))) {
      missed.push(`${name} can be taken away unnoticed: ${against}.`);
    }
  }
  const greenBefore = of(untouched, "passed").length;
  return { figures: { guards: guards.length, greenBefore, redWithout }, missed };
};
