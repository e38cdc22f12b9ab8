import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../scripts/demo/free-port.mjs";
import { type Death, type GatewayProcess, startGatewayProcess } from "./gateway-process";
import type { LoadBalancer } from "./load-balancer";

/** The replicas of a gateway, each started again whenever it dies. */
export type Workers = {
  readonly names: readonly number[];
  /** Answers when that many serve: kills in an empty house prove nothing. */
  readonly untilUp: (count: number) => Promise<void>;
  readonly kill: (name: number) => Promise<void>;
  /** Stops one for a while, as a paused machine does. */
  readonly sleep: (name: number, ms: number) => Promise<void>;
  /** Runs something during which starts may fail: there is no database. */
  readonly whileDatabaseIsAway: (run: () => Promise<void>) => Promise<void>;
  /** From now on, workers start with a point at which they die. */
  readonly startDying: () => void;
  readonly stopDying: () => void;
  /** The point of each death so far, or `moment`. */
  readonly kills: () => readonly string[];
  readonly report: () => {
    readonly unexpectedEnds: readonly string[];
    readonly worstRecoveryMs: number;
  };
  /** Ends them all, in peace. */
  readonly stop: () => Promise<void>;
};

type Slot = {
  readonly port: number;
  process: GatewayProcess;
  death: Death | null;
  isUp: boolean;
  isAsleep: boolean;
  isKilled: boolean;
};

/** Starts `count` workers and answers when all of them serve. */
export async function startWorkers(options: {
  readonly count: number;
  readonly serverPath: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly balancer: LoadBalancer;
  readonly deaths: Death[];
}): Promise<Workers> {
  const { balancer, deaths } = options;
  const kills: string[] = [];
  const unexpectedEnds: string[] = [];
  const slots: Slot[] = [];
  let isDying = false;
  let isStopping = false;
  let databaseAway = 0;
  let databaseBackAt = 0;
  let worstRecoveryMs = 0;

  const launch = (port: number, death: Death | null): GatewayProcess =>
    startGatewayProcess({
      serverPath: options.serverPath,
      environment: { ...options.environment, PORT: String(port) },
      death,
    });
  const supervise = async (slot: Slot): Promise<void> => {
    let downSince = slot.process.startedAt;
    while (!isStopping) {
      const { process } = slot;
      const isUp = await process.listening;
      if (isUp) {
        worstRecoveryMs = Math.max(worstRecoveryMs, Date.now() - downSince);
        balancer.putIn(slot.port);
        slot.isUp = true;
      }
      const end = await process.ended;
      slot.isUp = false;
      balancer.takeOut(slot.port);
      if (isStopping) return;
      const wasAway = databaseAway > 0 || databaseBackAt > process.startedAt;
      if (end.signal === "SIGKILL") {
        const died = slot.isKilled || slot.death === null ? "moment" : slot.death.point;
        kills.push(died);
        if (slot.isKilled && slot.death !== null) deaths.push({ ...slot.death, hits: 1 });
      } else if (isUp || !wasAway) {
        unexpectedEnds.push(
          `A worker ended by itself (${end.code}): ${process.output().slice(-1_500)}`,
        );
      }
      if (isUp || end.signal === "SIGKILL") downSince = Date.now();
      if (end.signal !== "SIGKILL") await sleep(500);
      slot.isKilled = false;
      slot.death = isDying ? (deaths.shift() ?? null) : null;
      slot.process = launch(slot.port, slot.death);
    }
  };
  const kill = async (slot: Slot): Promise<void> => {
    slot.isKilled = true;
    const { process } = slot;
    process.signal("SIGKILL");
    await process.ended;
  };

  for (let index = 0; index < options.count; index += 1) {
    const port = await freePort();
    const process = launch(port, null);
    slots.push({ port, process, death: null, isUp: true, isAsleep: false, isKilled: false });
    // One after the other: the first makes the tables.
    if (!(await process.listening)) throw new Error(`No start: ${process.output()}`);
    balancer.putIn(port);
  }
  const supervised = slots.map(supervise);
  const slotOf = (name: number): Slot => {
    const slot = slots[name];
    if (slot === undefined) throw new Error(`There is no worker ${name}.`);
    return slot;
  };
  return {
    names: slots.map((_, name) => name),
    async untilUp(count) {
      const isThere = () => slots.filter(({ isUp, isAsleep }) => isUp && !isAsleep).length >= count;
      while (!isThere()) await sleep(50);
    },
    kill: (name) => kill(slotOf(name)),
    async sleep(name, ms) {
      const slot = slotOf(name);
      if (slot.isAsleep) return;
      const { process } = slot;
      await process.listening;
      slot.isAsleep = true;
      process.signal("SIGSTOP");
      balancer.takeOut(slot.port);
      await Promise.race([sleep(ms), process.ended]);
      process.signal("SIGCONT");
      slot.isAsleep = false;
      if (process.isRunning()) balancer.putIn(slot.port);
    },
    async whileDatabaseIsAway(run) {
      databaseAway += 1;
      try {
        await run();
      } finally {
        databaseAway -= 1;
        databaseBackAt = Date.now();
      }
    },
    startDying: () => {
      isDying = true;
    },
    stopDying: () => {
      isDying = false;
    },
    kills: () => kills,
    report: () => ({ unexpectedEnds, worstRecoveryMs }),
    async stop() {
      isStopping = true;
      await Promise.all(
        slots.map(async ({ process }) => {
          process.signal("SIGCONT");
          process.signal("SIGTERM");
          const timer = setTimeout(() => process.signal("SIGKILL"), 30_000);
          await process.ended;
          clearTimeout(timer);
        }),
      );
      await Promise.all(supervised);
    },
  };
}
