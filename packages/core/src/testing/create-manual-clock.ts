import type { Clock } from "../credentials";

/** A clock that stands still until it is told to go on. */
export type ManualClock = Clock & {
  /** Lets time pass: every delay that ends within it ends, in order. */
  advance(byMs: number): Promise<void>;
};

type Sleeper = { readonly at: number; readonly wake: () => void };

/** Makes a clock for tests that never sleep. */
export function createManualClock(start = "2026-11-01T00:00:00.000Z"): ManualClock {
  let time = Date.parse(start);
  const sleepers = new Set<Sleeper>();

  return {
    now: () => new Date(time),
    delay(delayMs, signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(signal.reason);
          return;
        }
        const sleeper: Sleeper = { at: time + delayMs, wake: resolve };
        sleepers.add(sleeper);
        signal.addEventListener("abort", () => {
          if (sleepers.delete(sleeper)) reject(signal.reason);
        });
      });
    },
    async advance(byMs) {
      const end = time + byMs;
      for (;;) {
        await settleAll();
        const next = [...sleepers].sort((a, b) => a.at - b.at).find(({ at }) => at <= end);
        if (next === undefined) break;
        time = Math.max(time, next.at);
        sleepers.delete(next);
        next.wake();
      }
      time = end;
      await settleAll();
    },
  };
}

/** Lets everything run that is ready, before time goes on. */
async function settleAll(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
