import { setTimeout as delay } from "node:timers/promises";
import { matchAnswer, type Names } from "./match-answer";
import type { SkillStep } from "./read-skill";
import type { SkillWay } from "./skill-ways";

const PATIENCE_MS = 60_000;
const ASK_EVERY_MS = 250;

/**
 * Does what a step says, and holds what comes of it against what the skill says.
 *
 * @returns the body of the answer
 * @throws Error when it is not so, or does not become so.
 */
export async function carryOutStep(step: SkillStep, way: SkillWay, names: Names): Promise<unknown> {
  const { expectation } = step;
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (;;) {
    const { isRefused, body } = await way(step, names);
    if (isRefused !== (expectation?.kind === "refusal")) {
      throw new Error(`${isRefused ? "Refused" : "Not refused"}: ${JSON.stringify(body)}`);
    }
    if (expectation === null) return body;
    // Only a whole answer names things.
    const named: Names = new Map(names);
    const differences = matchAnswer(expectation.body, body, named);
    if (differences.length === 0) {
      for (const [name, value] of named) names.set(name, value);
      return body;
    }
    if (expectation.kind !== "until" || Date.now() > giveUpAt) {
      throw new Error(`${differences.join("\n")}\nin ${JSON.stringify(body)}`);
    }
    await delay(ASK_EVERY_MS);
  }
}
