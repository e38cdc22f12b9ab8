import { type Clock, createSystemClock } from "./clock";
import type { Lock, Locker } from "./locker";

/** Somebody in the line for one name; `grant` answers whether he still wants the lock. */
type Waiter = { readonly grant: () => void };
type Holding = { readonly waiting: Waiter[] };

/**
 * Locks within one process, first come, first served. Enough for a host that runs as one process;
 * several processes need a locker on what they share.
 */
export function createMemoryLocker(clock: Pick<Clock, "delay"> = createSystemClock()): Locker {
  const holdings = new Map<string, Holding>();

  return {
    async acquire(name, { ttlMs, waitMs, signal }) {
      signal.throwIfAborted();
      const holding = holdings.get(name);
      if (holding === undefined) {
        holdings.set(name, { waiting: [] });
        return hold(name, ttlMs);
      }
      const granted = await waitInLine(holding, waitMs, signal);
      return granted ? hold(name, ttlMs) : null;
    },
  };

  /** Resolves `true` when the lock was handed over: it is never free in between. */
  function waitInLine(holding: Holding, waitMs: number, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const over = new AbortController();
      const waiter: Waiter = {
        grant() {
          over.abort();
          resolve(true);
        },
      };
      holding.waiting.push(waiter);
      clock.delay(waitMs, AbortSignal.any([signal, over.signal])).then(
        () => {
          leave();
          resolve(false);
        },
        () => {
          // Either granted, and this changes nothing any more, or the caller gave up.
          leave();
          reject(signal.reason);
        },
      );

      function leave() {
        const place = holding.waiting.indexOf(waiter);
        if (place !== -1) holding.waiting.splice(place, 1);
      }
    });
  }

  function hold(name: string, ttlMs: number): Lock {
    const lost = new AbortController();
    const released = new AbortController();
    let held = true;
    clock.delay(ttlMs, released.signal).then(
      () => {
        lost.abort(new Error(`The lock "${name}" was held for longer than ${ttlMs} ms.`));
        handOver();
      },
      // Released before its time: nothing is left to do.
      () => undefined,
    );
    return {
      lost: lost.signal,
      async release() {
        released.abort();
        handOver();
      },
    };

    function handOver() {
      if (!held) return;
      held = false;
      const next = holdings.get(name)?.waiting.shift();
      if (next === undefined) holdings.delete(name);
      else next.grant();
    }
  }
}
