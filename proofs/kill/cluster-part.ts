import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { accountForPosts, countBy } from "./account-for-posts";
import { createAgent } from "./agent";
import { type ClusterEvent, planClusterEvents } from "./cluster-plan";
import { disturbUploads } from "./disturb-uploads";
import { findBrokenInvariants } from "./invariants";
import { startLoadBalancer } from "./load-balancer";
import { startMortalPostgres } from "./mortal-postgres";
import {
  ADMIN_KEY,
  AHEAD_MS,
  CANCELING_MS,
  END_MS,
  type PartOptions,
  type PartResult,
} from "./part";
import { startPlatformWorld } from "./platform-world";
import { createRandom } from "./random";
import { FASTER, shortenLeases, terminateBackends } from "./short-leases";
import { startTraffic } from "./traffic";
import { startWorkers } from "./workers";

/** What else happens to a cluster, beside kills. */
export type ClusterOptions = PartOptions & {
  readonly terminations: number;
  readonly postgresRestarts: number;
  readonly zombies: number;
};

const WORKERS = 3;
/** A stopped worker sleeps for longer than its leases live. */
const ASLEEP_MS = { least: 7_000, most: 10_000 };

/** Kills and stops workers of one PostgreSQL, and the PostgreSQL, while posts are made. */
export async function proveCluster(options: ClusterOptions): Promise<PartResult> {
  const { seed, progress } = options;
  const random = createRandom(seed);
  const directory = await mkdtemp(join(tmpdir(), "upload-post-kill-cluster-"));
  const postgres = await startMortalPostgres();
  const balancer = await startLoadBalancer(createRandom(seed + 1));
  const origin = `http://localhost:${balancer.port}`;
  const world = await startPlatformWorld(origin, options.accounts);
  const plan = planClusterEvents(random, options);
  const environment = {
    ...world.environment,
    HOST: "127.0.0.1",
    DATA_DIR: directory,
    DATABASE_URL: postgres.url,
    ENCRYPTION_KEYS: `k1:${randomBytes(32).toString("base64")}`,
    ADMIN_API_KEY: ADMIN_KEY,
    LOG_LEVEL: "warn",
    PROOF_FASTER: String(FASTER),
  };
  const { serverPath } = options;
  const workers = await startWorkers({
    count: WORKERS,
    deaths: plan.deaths,
    ...{ serverPath, environment, balancer },
  });
  try {
    await shortenLeases(postgres.url);
    await world.verifyMediaAddress();
    const agent = createAgent(origin, ADMIN_KEY);
    const connections = await world.connectAll(agent);
    const traffic = startTraffic({ ...options, agent, world, connections, random });
    const disturbance = disturbUploads(world.sandbox, createRandom(seed + 2));
    workers.startDying();
    const zombies: Promise<void>[] = [];
    let terminated = 0;
    const happen = async (event: ClusterEvent) => {
      switch (event.kind) {
        case "kill":
          return await workers.kill(random.pick(workers.names));
        case "terminate":
          terminated += await terminateBackends(postgres.url, event.backends);
          return;
        case "restart-postgres":
          return await workers.whileDatabaseIsAway(() => postgres.restart(event.end, event.downMs));
        case "zombie":
          zombies.push(
            workers.sleep(
              random.pick(workers.names),
              random.integer(ASLEEP_MS.least, ASLEEP_MS.most),
            ),
          );
      }
    };
    for (const [index, event] of plan.events.entries()) {
      await workers.untilUp(2);
      await sleep(random.integer(100, 1_500));
      await happen(event);
      if ((index + 1) % 10 === 0) {
        progress(`cluster: ${index + 1} events, ${traffic.ledger.length} posts`);
      }
    }
    await Promise.all(zombies);
    // Those that were to die at a point have their time; then others die in their place.
    while (workers.kills().length < options.kills) {
      await workers.untilUp(2);
      await sleep(random.integer(500, 2_500));
      if (workers.kills().length < options.kills) await workers.kill(random.pick(workers.names));
    }
    workers.stopDying();
    disturbance.stop();
    progress(`cluster: waiting for ${traffic.ledger.length} posts to end`);
    await traffic.end(END_MS);
    await workers.stop();
    const canceling = traffic.canceling().length;
    const endsAhead: string[] = [];
    if (canceling > 0) {
      const last = await startWorkers({
        ...{ count: 1, deaths: [], serverPath, balancer },
        environment: { ...environment, PROOF_AHEAD_MS: String(AHEAD_MS) },
      });
      await traffic.endCanceling(CANCELING_MS);
      await last.stop();
      endsAhead.push(...last.report().unexpectedEnds);
    }
    const account = accountForPosts(traffic.ledger, world.sandbox);
    const broken = await findBrokenInvariants(
      { databaseUrl: postgres.url, dataDir: directory },
      traffic.ledger,
    );
    const { unexpectedEnds, worstRecoveryMs } = workers.report();
    progress(`cluster: ${JSON.stringify(account.figures.outcomes)}, ${account.faults.join(" ")}`);
    return {
      figures: {
        kills: workers.kills().length,
        killsByPoint: countBy(workers.kills(), (name) => name),
        terminatedBackends: terminated,
        postgresRestarts: countBy(
          plan.events.flatMap((event) => (event.kind === "restart-postgres" ? [event.end] : [])),
          (end) => end,
        ),
        zombies: zombies.length,
        exits: unexpectedEnds.length + endsAhead.length,
        canceledAfterSending: canceling,
        ...account.figures,
        ...agent.troubles(),
        reconnections: traffic.reconnections(),
        worstRecoveryMs,
      },
      missed: [...unexpectedEnds, ...endsAhead, ...account.faults, ...broken],
    };
  } finally {
    await workers.stop();
    await balancer.close();
    await world.close();
    await postgres.stop();
    await rm(directory, { recursive: true, force: true });
  }
}
