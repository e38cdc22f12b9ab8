import type { FaultCase } from "./fault-case";
import { type CaseSetting, flows } from "./flows";
import { upstreamCalls } from "./upstream-call";

/** How a case ended, in the words of the table, and how many calls were spoiled in it. */
export type CaseEnd = { readonly end: string; readonly spoiled: number };

/** Runs one case with an account of its own, and leaves the world as it found it. */
export async function runFaultCase(
  at: Omit<CaseSetting, "aim">,
  { call, fault, times }: FaultCase,
): Promise<CaseEnd> {
  const { world, username } = at;
  const { sandbox, plan } = world;
  sandbox.addUser({ username });
  sandbox.setSwitches({
    // Whether TikTok takes what a proxy made of a photo.
    mediaChecks: call.endsWith("-pull") ? "probe" : "off",
    // A post that is still being looked at has no id yet, and so is observed.
    moderationMs: call.startsWith("observe-") ? 3_600_000 : 2_000,
  });
  const skip = call === "last-pull" ? 1 : 0;
  try {
    const aim = { fault, matches: upstreamCalls[call].matches, skip, times };
    return { end: await flows[call]({ ...at, aim }), spoiled: plan.spoiled() };
  } finally {
    plan.aim();
    world.release();
    await sandbox.advance(60_000);
  }
}
