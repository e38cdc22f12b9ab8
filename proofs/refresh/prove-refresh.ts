import type { Prove } from "../proof";
import { proveCrashes } from "./crashes";
import { openRefreshWorld } from "./refresh-world";
import { proveRounds } from "./rounds";
import { createSeededRandom } from "./seeded-random";

/**
 * Refreshes happen once per expiry, however many replicas ask, and no crash of a replica loses a token
 * that anybody has received.
 */
export const prove: Prove = async ({ seed, long, progress }) => {
  const world = await openRefreshWorld();
  try {
    const rounds = await proveRounds(world, long ? 50 : 4, createSeededRandom(seed));
    progress(`${rounds.rounds} rounds, ${rounds.refreshes} refreshes`);
    const crashes = await proveCrashes(world, long ? 20 : 1, progress);
    const { roundsWithoutExactlyOne, reused, failedCallers, deadTokens } = rounds;
    const bars: readonly (readonly [number, string])[] = [
      [roundsWithoutExactlyOne, "rounds had more or less than one refresh"],
      [reused, "spent refresh tokens were sent"],
      [failedCallers, "callers failed"],
      [deadTokens, "callers got a token that does not work"],
    ];
    return {
      figures: { rounds, crashes },
      missed: [
        ...bars.flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`])),
        ...crashes.flatMap(({ at, afterwards, wrong }) =>
          wrong.map((problem) => `killed at ${at}, ${afterwards}: ${problem}`),
        ),
      ],
    };
  } finally {
    await world.close();
  }
};
