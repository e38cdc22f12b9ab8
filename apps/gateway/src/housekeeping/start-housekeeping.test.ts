import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestClock } from "../../test/test-clock";
import { openTestDatabase, withDatabases } from "../../test/test-databases";
import type { GatewayDatabase } from "../database/gateway-database";
import { createOnce } from "../idempotency/create-once";
import type { Logger } from "../operations/logger";
import { createRateLimit } from "../rate-limits/create-rate-limit";
import { defaultHousekeepingTasks } from "./default-tasks";
import { startHousekeeping } from "./start-housekeeping";

const silent: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

describe("startHousekeeping", () => {
  it("runs every task again and again, although one of them fails", async () => {
    const ran: string[] = [];
    const errors: string[] = [];
    const twice = Promise.withResolvers<void>();
    const stop = startHousekeeping({
      everyMs: 1,
      now: () => new Date(),
      logger: { ...silent, error: ({ step }) => errors.push(String(step)) },
      tasks: [
        { name: "broken", run: () => Promise.reject(new Error("broken")) },
        {
          name: "working",
          run: async () => {
            ran.push("working");
            if (ran.length === 2) twice.resolve();
            return 1;
          },
        },
      ],
    });

    await twice.promise;
    await stop();

    expect(errors.length).toBeGreaterThanOrEqual(2);
  });

  it("waits for the running task when it is stopped, and starts no other", async () => {
    const entered = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<number>();
    const ran: string[] = [];
    const stop = startHousekeeping({
      everyMs: 1,
      now: () => new Date(),
      logger: silent,
      tasks: [
        {
          name: "slow",
          run: () => {
            entered.resolve();
            return finish.promise;
          },
        },
        {
          name: "next",
          run: async () => {
            ran.push("next");
            return 0;
          },
        },
      ],
    });
    await entered.promise;
    let isStopped = false;
    const stopped = stop().then(() => {
      isStopped = true;
    });
    expect(isStopped).toBe(false);
    finish.resolve(0);
    await stopped;

    expect(ran).toEqual([]);
  });
});

withDatabases("the default tasks", (engine) => {
  let database: GatewayDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(async () => database.close());

  it("forget keys after 24 hours and counters after their window, and nothing sooner", async () => {
    const clock = createTestClock(new Date().toISOString());
    const run = async () => {
      const cleared: Record<string, number> = {};
      for (const task of defaultHousekeepingTasks(database)) {
        const count = await task.run(clock.now());
        if (count > 0) cleared[task.name] = count;
      }
      return cleared;
    };
    const call = { tenantId: "default", route: "POST /v1/things", key: "old", content: {} };
    await createOnce({ database, now: clock.now }, call, (record) =>
      database.kysely.transaction().execute((transaction) => record(transaction, "thing_1")),
    );
    await createRateLimit({ name: "test", requests: 5, windowSeconds: 60, database }).consume("a");
    // The embedded gateway counts in memory, so there is no row to clear.
    const counters = engine === "postgresql" ? { "rate limit counters": 1 } : {};

    expect(await run()).toEqual({});
    clock.advance(61_000);
    expect(await run()).toEqual(counters);
    clock.advance(24 * 3_600_000);
    expect(await run()).toEqual({ "idempotency keys": 1 });
  });

  it("forget refreshes of a credential that has been replaced", async () => {
    const attempt = { tenant_id: "t1", connection_id: "con_1", place: "p", begun_at: new Date() };
    const pointer = { tenant_id: "t1", connection_id: "con_1", envelope_id: "e" };
    await database.kysely
      .insertInto("credential_pointers")
      .values({ ...pointer, generation: 8, previous_envelope_id: null })
      .execute();
    const insert = (generation: number) =>
      database.kysely
        .insertInto("refresh_attempts")
        .values({ ...attempt, generation })
        .onConflict((conflict) =>
          conflict.columns(["tenant_id", "connection_id"]).doUpdateSet({ generation }),
        )
        .execute();
    const task = defaultHousekeepingTasks(database).find(({ name }) => name === "refresh attempts");

    await insert(8);
    expect(await task?.run(new Date())).toBe(0);
    await insert(7);
    expect(await task?.run(new Date())).toBe(1);
  });
});
