import type { RefreshWorld } from "./refresh-world";

const PROCESSES = 4;
const CALLERS = 100;
/** Longer than access lives: every credential is stale afterwards. */
const ROUND_MS = 2 * 60 * 60 * 1000 + 60_000;
/** Replicas begin within so many milliseconds of each other. */
const STAGGER_MS = 40;

/** What became of the rounds. */
export type RoundFigures = {
  readonly processes: number;
  readonly callersPerProcess: number;
  readonly rounds: number;
  readonly refreshes: number;
  /** Rounds with more or less than one. */
  readonly roundsWithoutExactlyOne: number;
  /** Old refresh tokens that were sent. */
  readonly reused: number;
  readonly failedCallers: number;
  /** Callers that got a token which the platform does not take. */
  readonly deadTokens: number;
};

/** Lets access run out, and all callers of all replicas ask at once, again and again. */
export async function proveRounds(
  world: RefreshWorld,
  rounds: number,
  random: () => number,
): Promise<RoundFigures> {
  const replicas = await Promise.all(
    Array.from({ length: PROCESSES }, (_, index) => world.startReplica(`round-${index}`)),
  );
  const connection = (await replicas[0]?.connect()) ?? "";
  const found = { refreshes: 0, roundsWithoutExactlyOne: 0, reused: 0 };
  const failed = { failedCallers: 0, deadTokens: 0 };
  for (let round = 0; round < rounds; round += 1) {
    await world.sandbox.set({ oldAccessToken: random() < 0.5 ? "alive" : "dead" });
    await world.advance(ROUND_MS);
    await world.sandbox.newTokenRequests();
    const uses = await Promise.all(
      replicas.map((replica) =>
        replica.use(connection, CALLERS, Math.floor(random() * STAGGER_MS)),
      ),
    );
    const requests = await world.sandbox.newTokenRequests();
    found.refreshes += requests.length;
    if (requests.length !== 1) found.roundsWithoutExactlyOne += 1;
    found.reused += requests.filter(({ rule }) => rule !== undefined).length;
    const live = await world.sandbox.liveTokens();
    failed.failedCallers += uses.flatMap(({ failures }) => failures).length;
    failed.deadTokens += uses.flatMap(({ tokens }) => tokens).filter((t) => !live.has(t)).length;
  }
  await Promise.all(replicas.map((replica) => replica.stop()));
  return { processes: PROCESSES, callersPerProcess: CALLERS, rounds, ...found, ...failed };
}
