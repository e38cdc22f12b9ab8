import {
  createPipeline,
  createUnlimitedPlatformLimits,
  type DeliveryResult,
  type DeliveryState,
  type DeliveryWork,
  type Pipeline,
} from "../../src/pipeline";
import { draftOf, plainCredential, smallVideo } from "../delivery-host";
import { seededRandom } from "./seeded-random";
import { createSimulatedMachine, type MachineShape } from "./simulated-machine";
import { createSimulatedPlatform, type Mood, SimulatedCrash } from "./simulated-platform";

const hourMs = 3_600_000;

/** 48 h of limits, 72 h of authorisation, and a day each of outages, processing and reconciling. */
const longestWaitMs = (48 + 72 + 24 + 24 + 24) * hourMs;

/** Ways to take a guard away, to see that the invariants notice. */
export type MissingGuard = {
  /** Changes what the store keeps: a guard that forgets. */
  readonly keeps?: (state: DeliveryState) => DeliveryState;
  /** Lets workers write that no longer own the delivery. */
  readonly ignoresFence?: boolean;
};

/** One world: everything that happens in it follows from these. */
export type Simulation = {
  readonly shape: MachineShape;
  readonly seed: number;
  readonly faultRate: number;
  /** Restricts what goes wrong. */
  readonly moods?: readonly Mood[];
  readonly missing?: MissingGuard;
};

/** How a delivery went, and which promises were broken on the way. */
export type SimulationReport = {
  readonly result: Turn["kind"] | "endless";
  readonly violations: readonly string[];
  readonly runs: number;
  readonly waitedMs: number;
  /** Everything that was called, for a failing seed. */
  readonly log: readonly string[];
};

class LostDelivery extends Error {}

/** What one worker came to. */
type Turn =
  | { readonly kind: Exclude<DeliveryResult["kind"], "waiting"> | "canceled" }
  | { readonly kind: "waiting"; readonly until: Date; readonly reason: string };

/** Drives one delivery through its world until it has ended. */
export async function simulateDelivery(simulation: Simulation): Promise<SimulationReport> {
  const { shape, seed, faultRate, missing = {} } = simulation;
  const random = seededRandom(seed);
  const clock = { now: new Date("2026-11-01T00:00:00Z"), platformMs: 0 };
  const nowMs = () => clock.platformMs;
  const platform = createSimulatedPlatform({ ...simulation, random, nowMs });
  const source = smallVideo(30);
  // In a third of the worlds somebody wants the post stopped, after so many runs.
  const cancelAfterRuns = random() < 1 / 3 ? Math.floor(random() * 6) : null;
  const store: { state: DeliveryState | null; fence: number } = { state: null, fence: 0 };
  const violations = new Set<string>();
  const log: string[] = [];
  let released = 0;
  let ended: Turn | null = null;
  let isCanceling = false;
  let waitedMs = 0;
  let runs = 0;
  let forks = 0;

  /** One worker: claims the delivery, runs, and records the result if it still owns it. */
  async function work(): Promise<Turn | null> {
    store.fence += 1;
    runs += 1;
    if (runs === cancelAfterRuns) isCanceling = true;
    const fence = store.fence;
    const controller = new AbortController();
    // How many calls that publish this worker may still make for the intent it has made durable.
    let permits = 0;
    const worker = {
      crash() {
        log.push(`${fence} crash`);
        const crash = new SimulatedCrash("the worker died");
        controller.abort(crash);
        return crash;
      },
      async fork() {
        if (forks >= 20) return;
        forks += 1;
        log.push(`${fence} is overtaken`);
        await workOnce();
      },
      beforeChange(name: string) {
        const { state } = store;
        log.push(`${fence} ${name}`);
        if (fence !== store.fence || state?.commit !== "armed" || state.repeatable) return;
        if (permits === 0) violations.add(`"${name}" was called while a commit was open`);
        permits -= 1;
      },
    };
    const now = () => clock.now;
    const { connector, sender } = createSimulatedMachine(shape, { platform, worker, random, now });
    const pipeline = createPipeline({ sender, now, random });
    const releasedBefore = released;
    let generation = 1;
    try {
      const result = await act(pipeline, {
        deliveryId: "delivery",
        accountId: "account",
        connector,
        draft: draftOf([source]),
        media: [source],
        state: store.state,
        credentials: {
          current: async () => ({ credential: plainCredential, generation }),
          refresh: async () => ({ credential: plainCredential, generation: ++generation }),
        },
        limits: createUnlimitedPlatformLimits(),
        leases: {
          grant: async () => [],
          release: async () => {
            released += 1;
          },
        },
        async persist(state) {
          const mood = random();
          if (mood < faultRate / 10) throw worker.crash();
          if (mood < faultRate / 8) await worker.fork();
          if (store.fence !== fence && missing.ignoresFence !== true) throw new LostDelivery();
          store.state = JSON.parse(JSON.stringify(missing.keeps?.(state) ?? state));
          if (state.commit === "armed" && !state.repeatable) permits = 1;
          if (mood > 1 - faultRate / 10) throw worker.crash();
        },
        signal: controller.signal,
        onEvent: () => undefined,
      });
      const releases = released - releasedBefore;
      const over = result.kind !== "waiting";
      if (store.fence === fence && releases !== (over ? 1 : 0)) {
        violations.add(`${result.kind} released the media ${releases} times`);
      }
      if (store.fence !== fence && missing.ignoresFence !== true) return null;
      return result;
    } catch (error) {
      if (error instanceof LostDelivery || error instanceof SimulatedCrash) return null;
      throw error;
    } finally {
      const live = platform.posts.filter(({ state }) => state !== "failed");
      if (live.length > 1) violations.add(`${live.length} posts are out`);
    }
  }

  /** Goes on, or withdraws what somebody wants stopped. */
  async function act(pipeline: Pipeline, host: DeliveryWork): Promise<Turn> {
    if (!isCanceling) return pipeline.run(host);
    const result = await pipeline.cancel(host);
    if (result.kind === "canceled") return { kind: "canceled" };
    if (result.kind === "unsettled") {
      await host.persist(result.state);
      return { kind: "waiting", until: result.until, reason: "canceling" };
    }
    isCanceling = false;
    return { kind: "waiting", until: clock.now, reason: "too late to cancel" };
  }

  async function workOnce(): Promise<void> {
    if (ended !== null) return;
    const result = await work();
    if (result === null) {
      pass(60_000);
      return;
    }
    log.push(`= ${result.kind}${result.kind === "waiting" ? ` ${result.reason}` : ""}`);
    if (result.kind !== "waiting") {
      ended ??= result;
      return;
    }
    // Hosts come back late, now and then early, and clocks are set back.
    const meantMs = result.until.getTime() - clock.now.getTime();
    const mood = random();
    const passedMs = mood < 0.1 ? meantMs / 2 : meantMs;
    waitedMs += passedMs;
    const lateMs = mood > 0.8 && mood <= 0.97 ? random() * hourMs : 0;
    pass(passedMs + lateMs);
    if (mood > 0.97) clock.now = new Date(clock.now.getTime() - hourMs);
  }

  function pass(durationMs: number): void {
    clock.platformMs += durationMs;
    clock.now = new Date(clock.now.getTime() + durationMs);
  }

  while (ended === null && runs < 20_000 && waitedMs <= 2 * longestWaitMs) await workOnce();
  const result = endOf(ended);
  platform.settle();
  judge(violations, { result, live: platform.live() !== undefined, waitedMs });
  return { result, violations: [...violations], runs, waitedMs, log };
}

function endOf(ended: Turn | null): SimulationReport["result"] {
  return ended?.kind ?? "endless";
}

function judge(
  violations: Set<string>,
  world: {
    readonly result: SimulationReport["result"];
    readonly live: boolean;
    readonly waitedMs: number;
  },
): void {
  const { result, live, waitedMs } = world;
  if (result === "endless") violations.add("it never ended");
  if (result === "failed" && live) violations.add("it failed although the post is out");
  if (result === "canceled" && live) violations.add("it was canceled although the post is out");
  if (result === "delivered" && !live) violations.add("it was delivered although nothing is out");
  // Set-back clocks let time pass that nobody can book; an hour each, rarely.
  if (waitedMs > 1.25 * longestWaitMs) violations.add("it waited longer than it may");
}
