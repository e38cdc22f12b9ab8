import { randomInt, randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { type Lock, type Locker, StorageUnavailableError } from "@upload-post/core";
import { sql } from "kysely";
import type { GatewayDatabase } from "../database/gateway-database";

/** How often a taken lease is asked for again; spread, so that waiting replicas do not march in step. */
const POLL_MS = { least: 20, most: 120 };

/**
 * Locks over all replicas: one row a lease, compared and set in one statement, timed by the
 * database's clock alone. No transaction stays open while a lease is held.
 */
export function createSqlLocker({ kysely }: GatewayDatabase): Locker {
  return {
    async acquire(name, { ttlMs, waitMs, signal }) {
      const giveUpAt = performance.now() + waitMs;
      for (;;) {
        signal.throwIfAborted();
        const lock = await take(name, ttlMs);
        if (lock !== null) return lock;
        const leftMs = giveUpAt - performance.now();
        if (leftMs <= 0) return null;
        await pause(Math.min(leftMs, randomInt(POLL_MS.least, POLL_MS.most)), signal);
      }
    },
  };

  async function take(name: string, ttlMs: number): Promise<Lock | null> {
    const holder = randomUUID();
    // Counted from before the question: the lease is never believed in for longer than it exists.
    const askedAt = performance.now();
    const { rows } = await guarded(() =>
      sql`insert into leases as held (name, holder, expires_at)
        values (${name}, ${holder}, clock_timestamp() + ${ttlMs} * interval '1 millisecond')
        on conflict (name) do update
          set holder = excluded.holder, expires_at = excluded.expires_at
          where held.expires_at <= clock_timestamp()
        returning name`.execute(kysely),
    );
    return rows.length === 0 ? null : hold(name, holder, askedAt + ttlMs);
  }

  function hold(name: string, holder: string, lostAt: number): Lock {
    const lost = new AbortController();
    const timer = setTimeout(
      () => lost.abort(new Error(`The lease "${name}" ran out while it was held.`)),
      Math.max(0, lostAt - performance.now()),
    );
    timer.unref();
    return {
      lost: lost.signal,
      async release() {
        clearTimeout(timer);
        await guarded(() =>
          kysely
            .deleteFrom("leases")
            .where("name", "=", name)
            .where("holder", "=", holder)
            .execute(),
        );
      },
    };
  }
}

async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(delayMs, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

async function guarded<Result>(run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (cause) {
    throw new StorageUnavailableError({
      message: "The database did not answer about a lease. Repeat when it is back.",
      cause,
    });
  }
}
