import { randomInt, randomUUID } from "node:crypto";
import { type Clock, type Lock, type Locker, StorageUnavailableError } from "@upload-post/core";
import { sql } from "kysely";
import type { GatewayDatabase } from "../database/gateway-database";
import { markPoint } from "../operations/mark-point";

/** How often a taken lease is asked for again; spread, so that waiting replicas do not march in step. */
const POLL_MS = { least: 20, most: 120 };

/** What {@link createSqlLocker} needs. */
export type SqlLockerOptions = {
  readonly database: GatewayDatabase;
  /** Times the waiting and the warning of this process; who holds a lease is timed by the database. */
  readonly clock: Clock;
};

/**
 * Locks over all replicas: one row a lease, compared and set in one statement, timed by the
 * database's clock alone. No transaction stays open while a lease is held.
 */
export function createSqlLocker({ database, clock }: SqlLockerOptions): Locker {
  const { kysely } = database;
  return {
    async acquire(name, { ttlMs, waitMs, signal }) {
      let leftMs = waitMs;
      for (;;) {
        signal.throwIfAborted();
        const lock = await take(name, ttlMs);
        if (lock !== null) return lock;
        if (leftMs <= 0) return null;
        const pauseMs = Math.min(leftMs, randomInt(POLL_MS.least, POLL_MS.most));
        leftMs -= pauseMs;
        await clock.delay(pauseMs, signal);
      }
    },
  };

  async function take(name: string, ttlMs: number): Promise<Lock | null> {
    const holder = randomUUID();
    const lost = new AbortController();
    const released = new AbortController();
    // Counted from before the question: the lease is never believed in for longer than it exists.
    clock.delay(ttlMs, released.signal).then(
      () => lost.abort(new Error(`The lease "${name}" ran out while it was held.`)),
      // Released before its time, or never granted.
      () => undefined,
    );
    try {
      const isGranted = await guarded(() => insert(name, holder, ttlMs));
      if (!isGranted) {
        released.abort();
        return null;
      }
    } catch (error) {
      released.abort();
      throw error;
    }
    markPoint("lease.taken");
    return {
      lost: lost.signal,
      async release() {
        released.abort();
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

  async function insert(name: string, holder: string, ttlMs: number): Promise<boolean> {
    const { rows } = await sql`
      insert into leases as held (name, holder, expires_at)
      values (${name}, ${holder}, clock_timestamp() + ${ttlMs} * interval '1 millisecond')
      on conflict (name) do update
        set holder = excluded.holder, expires_at = excluded.expires_at
        where held.expires_at <= clock_timestamp()
      returning name`.execute(kysely);
    return rows.length === 1;
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
