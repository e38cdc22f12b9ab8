import type { Prove } from "../proof";
import { countOut } from "./count-out";
import { makeFaultCases } from "./fault-case";
import { demandOf } from "./fault-table";
import { openFaultWorld } from "./fault-world";
import { createGatewayClient } from "./gateway-client";
import { runFaultCase } from "./run-fault-case";
import { seededRandom } from "./seeded-random";
import { storeTestMedia } from "./store-test-media";

/** Lets the faults of the table happen, and compares how each ended with what the table demands. */
export const prove: Prove = async ({ seed, long, progress }) => {
  const random = seededRandom(seed);
  const cases = makeFaultCases({ seed, long }, random);
  const world = await openFaultWorld(random);
  const missed: string[] = [];
  const ends: Record<string, number> = {};
  let spoiledCalls = 0;
  let slowestMs = 0;
  try {
    const client = createGatewayClient(world);
    const media = await storeTestMedia(world);
    for (const [index, each] of cases.entries()) {
      const began = performance.now();
      const username = `case.${seed}.${index}`;
      const { end, spoiled } = await runFaultCase({ world, client, media, username }, each);
      slowestMs = Math.max(slowestMs, performance.now() - began);
      spoiledCalls += spoiled;
      const demand = demandOf(each.call, each.fault);
      ends[demand] = (ends[demand] ?? 0) + 1;
      const name = `${each.call}, ${each.fault}, ${each.times} times`;
      if (spoiled === 0) missed.push(`${name}: the fault was never met.`);
      if (end !== demand) missed.push(`${name}: demanded "${demand}", came to "${end}".`);
      if (countOut(world, username) > 1) missed.push(`${name}: the post is out twice.`);
      if (index % 100 === 99) progress(`${index + 1} of ${cases.length}, ${missed.length} missed`);
    }
  } finally {
    await world.close();
  }
  const figures = { cases: cases.length, spoiledCalls, slowestMs: Math.round(slowestMs), ends };
  return { figures, missed };
};
