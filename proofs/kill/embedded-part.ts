import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { TiktokSandbox } from "@upload-post/tiktok-sandbox";
import { freePort } from "../../scripts/demo/free-port.mjs";
import { accountForPosts, countBy } from "./account-for-posts";
import { createAgent } from "./agent";
import { disturbUploads } from "./disturb-uploads";
import { type GatewayProcess, startGatewayProcess } from "./gateway-process";
import { findBrokenInvariants } from "./invariants";
import { type PlannedKill, planKills } from "./kill-plan";
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
import { startTraffic } from "./traffic";

/** A point that does not come within this is tried again later. */
const POINT_MS = 20_000;
const TRIES_PER_POINT = 5;

/** Kills the one process of an embedded gateway again and again while posts are made. */
export async function proveEmbedded(options: PartOptions): Promise<PartResult> {
  const { seed, progress, serverPath } = options;
  const random = createRandom(seed);
  const directory = await mkdtemp(join(tmpdir(), "upload-post-kill-"));
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const world = await startPlatformWorld(origin, options.accounts);
  const environment = {
    ...world.environment,
    HOST: "127.0.0.1",
    PORT: String(port),
    DATA_DIR: directory,
    ADMIN_API_KEY: ADMIN_KEY,
    LOG_LEVEL: "warn",
  };
  let current: GatewayProcess | undefined;
  const start = (death: { point: string; hits: number } | null, more = {}) => {
    current = startGatewayProcess({
      serverPath,
      environment: { ...environment, ...more },
      death,
    });
    return current;
  };
  try {
    const first = start(null);
    if (!(await first.listening)) throw new Error(`The gateway did not start: ${first.output()}`);
    await world.verifyMediaAddress();
    const agent = createAgent(origin, ADMIN_KEY);
    const connections = await world.connectAll(agent);
    const traffic = startTraffic({ ...options, agent, world, connections, random });
    const kills: string[] = [];
    const tries = new Map<string, number>();
    const missed: string[] = [];
    let worstRecoveryMs = 0;
    let process = first;
    const plan = planKills(random, options.kills, options.rounds);
    let killedAt = 0;
    let waiting = false;
    const watchRecovery = (started: GatewayProcess) => {
      const since = waiting ? killedAt : Date.now();
      killedAt = since;
      waiting = true;
      void started.listening.then((isUp) => {
        if (!isUp) return;
        waiting = false;
        worstRecoveryMs = Math.max(worstRecoveryMs, Date.now() - since);
      });
    };
    const disturbance = disturbUploads(world.sandbox, createRandom(seed + 2));
    await killNow(first);
    for (const kill of eachKill(plan)) {
      process = start(kill.kind === "point" ? kill : null);
      watchRecovery(process);
      const isHit = await carryOut(process, kill, world.sandbox);
      const end = await process.ended;
      const isAsked = kill.kind === "point" && kill.point === "delivery.released";
      if (end.signal !== "SIGKILL" && !isAsked) {
        missed.push(`The process ended by itself (${end.code}): ${process.output()}`);
      }
      if (!isHit && kill.kind === "point") {
        const count = (tries.get(kill.point) ?? 0) + 1;
        tries.set(kill.point, count);
        if (count <= TRIES_PER_POINT) plan.push({ ...kill, hits: 1 });
        else if (!kills.includes(kill.point)) {
          missed.push(`The point ${kill.point} was not reached in ${count} tries.`);
        }
      }
      kills.push(kill.kind === "point" && isHit ? kill.point : "moment");
      if (kills.length % 10 === 0) {
        progress(`embedded: ${kills.length} kills, ${traffic.ledger.length} posts`);
      }
    }
    disturbance.stop();
    process = start(null);
    watchRecovery(process);
    if (!(await process.listening)) missed.push(`The last start failed: ${process.output()}`);
    progress(`embedded: waiting for ${traffic.ledger.length} posts to end`);
    await traffic.end(END_MS);
    process.signal("SIGTERM");
    await process.ended;
    const canceling = traffic.canceling().length;
    if (canceling > 0) {
      process = start(null, { PROOF_AHEAD_MS: String(AHEAD_MS) });
      if (!(await process.listening)) missed.push(`The start ahead failed: ${process.output()}`);
      await traffic.endCanceling(CANCELING_MS);
      process.signal("SIGTERM");
      await process.ended;
    }
    const account = accountForPosts(traffic.ledger, world.sandbox);
    const broken = await findBrokenInvariants(
      { databaseUrl: null, dataDir: directory },
      traffic.ledger,
    );
    progress(`embedded: ${JSON.stringify(account.figures.outcomes)}, ${account.faults.join(" ")}`);
    return {
      figures: {
        kills: kills.length,
        killsByPoint: countBy(kills, (name) => name),
        canceledAfterSending: canceling,
        ...account.figures,
        ...agent.troubles(),
        reconnections: traffic.reconnections(),
        worstRecoveryMs,
      },
      missed: [...missed, ...account.faults, ...broken],
    };
  } finally {
    current?.signal("SIGKILL");
    await current?.ended;
    await world.close();
    await rm(directory, { recursive: true, force: true });
  }
}

/** The plan as it is and as it grows. */
function* eachKill(plan: readonly PlannedKill[]): Generator<PlannedKill> {
  for (let index = 0; index < plan.length; index += 1) {
    const kill = plan[index];
    if (kill !== undefined) yield kill;
  }
}

async function killNow(process: GatewayProcess): Promise<void> {
  process.signal("SIGKILL");
  await process.ended;
}

/** Waits for the death of a process, or brings it about. */
async function carryOut(
  process: GatewayProcess,
  kill: PlannedKill,
  { faults }: Pick<TiktokSandbox, "faults">,
): Promise<boolean> {
  if (kill.kind === "moment") {
    if (kill.from === "listening") await process.listening;
    await Promise.race([process.ended, sleep(kill.afterMs)]);
    process.signal("SIGKILL");
    return true;
  }
  await process.listening;
  if (kill.point === "delivery.released") {
    // Deliveries that wait for a slow platform are handed back when the process is asked to stop.
    const { id } = faults.add({ target: "PUT /video/", effect: { kind: "delay", ms: 15_000 } });
    const isAwaited = () => process.isRunning() && faults.list().some((fault) => fault.id === id);
    for (let waitedMs = 0; isAwaited() && waitedMs < POINT_MS; waitedMs += 100) await sleep(100);
    faults.remove(id);
    process.signal("SIGTERM");
  }
  const end = await Promise.race([process.ended, sleep(POINT_MS)]);
  process.signal("SIGKILL");
  return end?.signal === "SIGKILL";
}
