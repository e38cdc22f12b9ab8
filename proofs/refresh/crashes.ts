import { type CrashCase, crashCases } from "./crash-cases";
import type { RefreshWorld } from "./refresh-world";
import type { Worker } from "./start-worker";

const STALE_MS = 2 * 60 * 60 * 1000 + 60_000;

/** What became of one kind of crash. */
export type CrashFigures = {
  readonly at: string;
  readonly afterwards: string;
  readonly kills: number;
  readonly kept: number;
  readonly lost: number;
  readonly expected: string;
  /** What was not as it has to be, each once. */
  readonly wrong: readonly string[];
};

/** Kills a replica at every point of a refresh, `times` each, and looks whether the account lives. */
export async function proveCrashes(
  world: RefreshWorld,
  times: number,
  progress: (line: string) => void,
): Promise<readonly CrashFigures[]> {
  await world.sandbox.set({ oldAccessToken: "alive" });
  const survivor = await world.startReplica("survivor");
  const figures: CrashFigures[] = [];
  for (const crash of crashCases) {
    let kept = 0;
    const wrong = new Set<string>();
    for (let time = 0; time < times; time += 1) {
      const trial = await tryCrash(world, survivor, crash);
      if (trial.isKept) kept += 1;
      for (const problem of trial.wrong) wrong.add(problem);
    }
    const { at, afterwards, token } = crash;
    progress(`killed ${times} times at ${at}, ${afterwards}: token kept ${kept} times`);
    const counts = { kills: times, kept, lost: times - kept, expected: token };
    figures.push({ at, afterwards, ...counts, wrong: [...wrong] });
  }
  await survivor.stop();
  return figures;
}

async function tryCrash(world: RefreshWorld, survivor: Worker, crash: CrashCase) {
  const wrong: string[] = [];
  const expect = (is: unknown, wanted: unknown, what: string) => {
    if (is !== wanted) wrong.push(`${what}: ${String(is)} instead of ${String(wanted)}`);
  };
  const connection = await survivor.connect();
  const directory = crash.afterwards === "shared-directory" ? "survivor" : "victim";
  const victim = await world.startReplica(directory);
  await world.advance(STALE_MS);
  await world.sandbox.newTokenRequests();
  await victim.tell({ kind: "die", at: crash.at });
  const dying = victim.use(connection).catch(() => "died");
  await victim.ended;
  expect(await dying, "died", "the victim");
  await world.expireLeases();

  const { worker, use } = await goOn(world, survivor, connection, crash);
  const requests = await world.sandbox.newTokenRequests();
  const live = await world.sandbox.liveTokens();
  const isKept = use.tokens.every((token) => live.has(token)) && use.failures.length === 0;
  expect(isKept ? "kept" : "lost", crash.token, "the token");
  expect(requests.length, crash.requests, "requests for tokens");
  expect(requests.filter(({ rule }) => rule !== undefined).length, crash.reused, "spent tokens");
  const state = await survivor.state(connection);
  expect(state, crash.token === "kept" ? "active" : "reauthorization_required", "the connection");
  for (const { message } of use.failures) {
    if (!message.includes("was lost")) wrong.push(`the owner is told: ${message}`);
  }
  if (worker !== survivor) await worker.stop();
  return { isKept, wrong };
}

/** Lets happen what happens after the crash, and asks for the credential in the end. */
async function goOn(world: RefreshWorld, survivor: Worker, connection: string, crash: CrashCase) {
  switch (crash.afterwards) {
    case "shared-directory":
      return { worker: survivor, use: await survivor.use(connection) };
    case "others-alone": {
      // Whoever still waits for the dead is told so, and nothing is sent.
      await survivor.use(connection);
      await world.ageAttempts();
      return { worker: survivor, use: await survivor.use(connection) };
    }
    case "restart": {
      const worker = await world.startReplica("victim");
      return { worker, use: await worker.use(connection) };
    }
    case "late-restart": {
      await world.ageAttempts();
      const given = await survivor.use(connection);
      if (given.failures.length === 0) throw new Error("The account was not given up.");
      const worker = await world.startReplica("victim");
      await worker.tell({ kind: "revive" });
      return { worker, use: await worker.use(connection) };
    }
  }
}
