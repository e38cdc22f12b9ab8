import type { LimitTurn, LimitUse } from "@upload-post/core";
import type { Connector, LimitedCall, PlatformLimitRules } from "@upload-post/core/connector";
import { RateLimitError } from "@upload-post/core/errors";
import { createMemoryConnector, createMemoryPlatform } from "@upload-post/core/testing";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createTestClock, type TestClock } from "../../test/test-clock";
import { openTestDatabase, withDatabases } from "../../test/test-databases";
import type { GatewayDatabase } from "../database/gateway-database";
import { createSqlLimits } from "./create-sql-limits";
import { forgetOldLimits } from "./forget-old-limits";
import type { GatewayLimits } from "./gateway-limits";
import { databaseTime, processTime } from "./limit-time";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const both = ["publish", "draft"] as const;

const rules: PlatformLimitRules = {
  calls: [
    {
      name: "inits",
      scope: "account",
      calls: 6,
      windowMs: MINUTE_MS,
      appliesTo: ["step:init"],
      modes: ["publish"],
    },
    {
      name: "asking",
      scope: "app",
      calls: 3,
      windowMs: MINUTE_MS,
      appliesTo: ["describe-account"],
      modes: both,
    },
  ],
  posts: [
    {
      name: "posts_24h",
      scope: "account",
      posts: null,
      windowMs: 24 * HOUR_MS,
      freedBy: "time",
      codes: ["too_many"],
      appliesTo: ["step:check", "step:init"],
      modes: ["publish"],
    },
    {
      name: "creators_24h",
      scope: "app",
      posts: null,
      windowMs: 24 * HOUR_MS,
      freedBy: "time",
      codes: ["cap"],
      appliesTo: ["step:init"],
      modes: ["publish"],
    },
  ],
};

withDatabases("limits in SQL", (engine) => {
  let database: GatewayDatabase;
  let connector: Connector;
  let clock: TestClock;
  let limits: GatewayLimits;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    const memory = createMemoryConnector({
      platform: createMemoryPlatform(),
      now: () => new Date(),
    });
    connector = { ...memory, capabilities: { ...memory.capabilities, limits: rules } };
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    clock = createTestClock();
    limits = createSqlLimits({ database, time: processTime(clock.now), random: () => 0 });
    await database.kysely.deleteFrom("limit_slots").execute();
    await database.kysely.deleteFrom("limit_blocks").execute();
  });

  const use = (
    call: LimitedCall = "step:init",
    more: { account?: string; turn?: LimitTurn | null } = {},
  ): LimitUse => ({
    connector,
    accountId: more.account ?? "account-1",
    call,
    delivery: { id: "dlv_1", mode: "publish", turn: more.turn ?? null },
  });
  const refusal = (window: "burst" | "daily", retryAfterMs: number, code = "too_many") =>
    new RateLimitError({
      window,
      retryAfterMs,
      limitScope: code === "cap" ? "app" : "account",
      message: "No.",
      platform: { name: "memory", code, logId: null },
    });
  /** How long each of so many callers at this moment must wait; 0 for those who may go. */
  const takeAll = async (count: number, by: readonly GatewayLimits[] = [limits]) => {
    const taken = await Promise.all(
      Array.from({ length: count }, (_, index) => by[index % by.length]?.take(use())),
    );
    return taken.map((each) => (each?.kind === "wait" ? each.waitMs : 0)).toSorted((a, b) => a - b);
  };

  it("let as many through as the platform does, and line up the rest", async () => {
    const waits = await takeAll(20);

    expect(waits.slice(0, 6)).toEqual([0, 0, 0, 0, 0, 0]);
    // Five seconds more than a minute, since a call may reach the platform later than it was counted.
    expect(waits.slice(6)).toEqual([
      ...Array.from({ length: 6 }, () => 65_020),
      ...Array.from({ length: 6 }, () => 130_020),
      195_020,
      195_020,
    ]);
  });

  it("never let the platform see more in any window, whoever calls when", async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    let state = seed;
    const random = () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
      return state / 0x7fffffff;
    };
    const arrivals: number[] = [];
    let waiting: { at: number; turn: LimitTurn | null }[] = [];
    for (let round = 0; round < 150; round += 1) {
      clock.advance(Math.floor(random() * 8_000));
      const now = clock.now().getTime();
      const due = waiting.filter(({ at }) => at <= now);
      waiting = waiting.filter(({ at }) => at > now);
      for (const { turn } of random() < 0.4 ? [...due, { turn: null }] : due) {
        const taken = await limits.take(use("step:init", { turn }));
        // The platform sees it up to a grace later.
        if (taken.kind === "free") arrivals.push(now + Math.floor(random() * 100));
        else waiting.push({ at: now + taken.waitMs, turn: taken.turn });
      }
    }

    arrivals.sort((a, b) => a - b);
    expect(arrivals.length).toBeGreaterThan(30);
    for (let index = 6; index < arrivals.length; index += 1) {
      const apart = (arrivals[index] ?? 0) - (arrivals[index - 6] ?? 0);
      expect(apart, `seed ${seed}`).toBeGreaterThan(MINUTE_MS);
    }
  });

  it("keep a place for who waits, and no longer than he may come late", async () => {
    await takeAll(6);
    const waiting = await limits.take(use());
    const turn = waiting.kind === "wait" ? waiting.turn : null;

    clock.advance(30_000);
    const early = await limits.take(use("step:init", { turn }));
    expect(early).toMatchObject({ kind: "wait", waitMs: 35_020, turn });
    clock.advance(35_020);
    expect(await limits.take(use("step:init", { turn }))).toEqual({ kind: "free" });
    // A place is never given twice: it has passed.
    clock.advance(6_000);
    await takeAll(5);
    expect(await limits.take(use("step:init", { turn }))).toMatchObject({ kind: "wait" });
  });

  it("hold nothing for a worker that died: its place passes", async () => {
    await takeAll(12);
    clock.advance(131_000);

    expect((await takeAll(6)).every((waitMs) => waitMs === 0)).toBe(true);
  });

  it("are shared by replicas, and by all keys and tenants of an account", async () => {
    const other = createSqlLimits({ database, time: processTime(clock.now), random: () => 0 });

    expect((await takeAll(40, [limits, other])).filter((waitMs) => waitMs === 0)).toHaveLength(6);
    expect(await limits.take(use("step:init", { account: "account-2" }))).toEqual({ kind: "free" });
    expect(await limits.take(use("step:other"))).toEqual({ kind: "free" });
  });

  it("go by the database's clock when replicas do not agree on theirs", async () => {
    const replicas = [1, 2].map(() =>
      createSqlLimits({ database, time: databaseTime, random: () => 0 }),
    );

    const waits = await takeAll(12, replicas);

    expect(waits.filter((waitMs) => waitMs === 0)).toHaveLength(6);
    for (const waitMs of waits.slice(6)) {
      expect(waitMs).toBeGreaterThan(55_000);
      expect(waitMs).toBeLessThan(65_100);
    }
  });

  it("count calls outside of deliveries, but keep no place for them", async () => {
    const ask = () => limits.take({ ...use("describe-account"), delivery: null });
    for (let call = 0; call < 3; call += 1) expect(await ask()).toEqual({ kind: "free" });
    clock.advance(10_000);

    expect(await ask()).toMatchObject({
      kind: "wait",
      limit: "asking",
      waitMs: 55_000,
      turn: null,
    });
    expect(await ask()).toMatchObject({ waitMs: 55_000 });
    clock.advance(55_000);
    expect(await ask()).toEqual({ kind: "free" });
  });

  it("learn from a refusal, for everybody the limit is about", async () => {
    expect(await limits.learn(use(), refusal("burst", 90_000))).toEqual({
      limit: "inits",
      waitMs: 90_000,
    });

    expect(await limits.take(use())).toMatchObject({ limit: "inits", window: "burst" });
    expect(await limits.take(use("step:init", { account: "account-2" }))).toEqual({ kind: "free" });
    clock.advance(90_000);
    expect(await limits.take(use())).toEqual({ kind: "free" });
  });

  it("learn limits that nobody declared, for the call that was refused", async () => {
    await limits.learn(use("step:odd"), refusal("burst", 30_000, "odd"));

    expect(await limits.take(use("step:odd"))).toMatchObject({ limit: null, waitMs: 30_000 });
    expect(await limits.take(use("step:init"))).toEqual({ kind: "free" });
  });

  it("hold up every account of an app whose cap is reached, and nothing else", async () => {
    await limits.learn(use(), refusal("daily", 4 * HOUR_MS, "cap"));

    expect(await limits.take(use("step:init", { account: "account-2" }))).toMatchObject({
      limit: "creators_24h",
      scope: "app",
      window: "daily",
      waitMs: 4 * HOUR_MS,
    });
    const draft = { ...use(), delivery: { id: "dlv_1", mode: "draft", turn: null } } as const;
    expect(await limits.take(draft)).toEqual({ kind: "free" });
    expect(await limits.remaining({ connector, accountId: "account-1" })).toEqual({
      posts_24h: null,
      creators_24h: 0,
    });
  });

  it("let those who wait for the same moment come back one by one", async () => {
    let drawn = 0;
    const spreading = createSqlLimits({
      database,
      time: processTime(clock.now),
      random: () => (drawn++ % 10) / 10,
    });
    await spreading.learn(use(), refusal("daily", 4 * HOUR_MS));
    const waits = await takeAll(10, [spreading]);

    expect(new Set(waits).size).toBe(10);
    expect(waits[0]).toBeGreaterThanOrEqual(4 * HOUR_MS);
    expect(waits[9]).toBeLessThanOrEqual(4 * HOUR_MS + 10 * MINUTE_MS);
  });

  it("forget accounts that nobody calls for", async () => {
    await takeAll(3);
    await limits.learn(use(), refusal("burst", 30_000));
    const later = new Date(clock.now().getTime() + 25 * HOUR_MS);

    expect(await forgetOldLimits(database, clock.now())).toBe(0);
    expect(await forgetOldLimits(database, later)).toBe(2);
    const left = await sql<{ count: string }>`select count(*) from limit_slots`.execute(
      database.kysely,
    );
    expect(Number(left.rows[0]?.count)).toBe(0);
  });
});
