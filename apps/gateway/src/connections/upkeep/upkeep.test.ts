import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createTestConnections, type TestConnections } from "../../../test/create-test-connections";
import { insertTestDelivery } from "../../../test/insert-test-delivery";
import { withDatabases } from "../../../test/test-databases";
import { markAuthorizationLost } from "../mark-authorization-lost";
import { claimDueRefreshes } from "./claim-due-refreshes";
import { refreshDueConnections } from "./refresh-due-connections";
import { reviveConnections } from "./revive-connections";
import { warnOfEndingGrants } from "./warn-of-ending-grants";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const { signal } = new AbortController();

withDatabases("the upkeep of connections", (engine) => {
  let test: TestConnections;
  let deliveries = 0;
  beforeAll(async () => {
    test = await createTestConnections(engine);
  });
  beforeEach(async () => {
    test.platform.clearFaults();
    // What an earlier test left is nobody's business.
    await database().runSql("update connections set status = 'disconnected'");
  });
  afterAll(async () => test.close());

  const database = () => test.gateway.dependencies.database;
  const refresh = () => refreshDueConnections(test.dependencies, { signal, random: () => 0.5 });
  const refreshes = () => test.platform.calls().filter((call) => call === "refresh").length;
  const rest = () =>
    database().runSql("update connections set refresh_claimed_until = clock_timestamp()");
  const rowOf = (id: string) =>
    database()
      .kysely.selectFrom("connections")
      .selectAll()
      .where("id", "=", id)
      .executeTakeFirstOrThrow();
  async function deliver(connectionId: string, dueInMs: number): Promise<void> {
    deliveries += 1;
    const deliveryId = `dlv_upkeep_${deliveries}`;
    await insertTestDelivery(database(), { deliveryId, mediaIds: [] });
    await database()
      .kysely.updateTable("deliveries")
      .set({
        connection_id: connectionId,
        due_at: new Date(test.gateway.clock.now().getTime() + dueInMs),
      })
      .where("id", "=", deliveryId)
      .execute();
  }

  it("refreshes for a delivery that is coming, well before access ends, and for nobody else", async () => {
    const [used, unused, later] = [
      await test.connect(),
      await test.connect(),
      await test.connect(),
    ];
    await deliver(used, 20 * MINUTE_MS);
    await deliver(later, DAY_MS);
    test.gateway.clock.advance(80 * MINUTE_MS);
    expect(await refresh()).toBe(0);

    test.gateway.clock.advance(16 * MINUTE_MS);
    const before = refreshes();
    await deliver(used, 20 * MINUTE_MS);
    expect(await refresh()).toBe(1);
    expect(refreshes()).toBe(before + 1);
    expect((await rowOf(used)).refresh_ahead_at?.getTime()).toBeGreaterThan(
      test.gateway.clock.now().getTime(),
    );
    expect((await rowOf(unused)).refresh_failures).toBe(0);
    expect(await refresh()).toBe(0);
  });

  it("refreshes an idle account within 30 days, each at a moment of its own", async () => {
    const ids = [await test.connect(), await test.connect(), await test.connect()];
    const start = test.gateway.clock.now().getTime();
    const plans = await Promise.all(ids.map(rowOf));
    const times = plans.map(({ refresh_idle_at: at }) => (at?.getTime() ?? 0) - start);
    expect(new Set(times).size).toBe(3);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(24 * DAY_MS);
    expect(Math.max(...times)).toBeLessThanOrEqual(30 * DAY_MS);

    test.gateway.clock.advance(23 * DAY_MS);
    expect(await refresh()).toBe(0);
    test.gateway.clock.advance(7 * DAY_MS);
    const before = refreshes();
    expect(await refresh()).toBe(3);
    expect(refreshes()).toBe(before + 3);
    expect(await refresh()).toBe(0);
  });

  it("gives a connection to one replica", async () => {
    await Promise.all(Array.from({ length: 6 }, () => test.connect()));
    test.gateway.clock.advance(31 * DAY_MS);
    const now = test.gateway.clock.now();
    const claims = await Promise.all([1, 2, 3].map(() => claimDueRefreshes(database(), now, 3)));
    const ids = claims.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    await rest();
  });

  it.each([
    ["all", ""],
    ["platform", "memory"],
    ["connection", null],
  ] as const)("leaves alone what is paused: %s", async (scope, target) => {
    const id = await test.connect();
    test.gateway.clock.advance(31 * DAY_MS);
    await database()
      .kysely.insertInto("pauses")
      .values({
        ...{ reach: "default", scope, target: target ?? id },
        ...{ paused_by: "key_test", created_at: test.gateway.clock.now() },
      })
      .execute();
    expect(await refresh()).toBe(0);
    await database().kysely.deleteFrom("pauses").execute();
    expect(await refresh()).toBe(1);
  });

  it("rests after a failure, keeps the account, and tries again", async () => {
    const id = await test.connect();
    test.gateway.clock.advance(31 * DAY_MS);
    test.platform.failNext("refresh", "refused", 2);
    const before = refreshes();
    await refresh();
    expect(await refresh()).toBe(0);
    await rest();
    await refresh();
    expect(await rowOf(id)).toMatchObject({ status: "active", refresh_failures: 2 });

    await rest();
    await refresh();
    expect(refreshes()).toBe(before + 3);
    expect(await rowOf(id)).toMatchObject({ status: "active", refresh_failures: 0 });
  });

  it("finds out that a grant is gone before anybody needs it", async () => {
    const id = await test.connect();
    test.gateway.clock.advance(31 * DAY_MS);
    test.platform.revokeAllGrants();
    await refresh();

    expect(await test.get(id)).toMatchObject({
      status: "reauthorization_required",
      next_action: { type: "reauthorize", connection: id },
    });
  });

  it("makes a plan for connections from before there were any", async () => {
    const id = await test.connect();
    await database()
      .kysely.updateTable("connections")
      .set({ refresh_idle_at: test.gateway.clock.now(), refresh_ahead_at: null })
      .execute();
    const before = refreshes();
    expect(await refresh()).toBe(1);
    expect(refreshes()).toBe(before);
    expect((await rowOf(id)).refresh_ahead_at).not.toBeNull();
    expect(await refresh()).toBe(0);
  });

  it("revives a connection whose answer came after it was given up, and no other", async () => {
    const [late, gone] = [await test.connect(), await test.connect()];
    const { credentials } = test.dependencies;
    for (const connectionId of [late, gone]) {
      const key = { tenantId: "default", connectionId };
      const generation = await credentials.generationOf(key);
      await markAuthorizationLost(test.dependencies, { ...key, generation, message: "gone" });
    }
    expect(await reviveConnections(test.dependencies, signal)).toBe(0);
    const key = { tenantId: "default", connectionId: late };
    const expectedGeneration = await credentials.generationOf(key);
    await credentials.store.write(key, test.platform.credential(), { expectedGeneration });

    expect(await reviveConnections(test.dependencies, signal)).toBe(1);
    expect(await test.get(late)).toMatchObject({ status: "active", last_error: null });
    expect(await test.get(gone)).toMatchObject({ status: "reauthorization_required" });
    expect(await reviveConnections(test.dependencies, signal)).toBe(0);
  });

  it("announces the end of a grant once a day, from two weeks before, and shows what to do", async () => {
    const id = await test.connect();
    const end = new Date(test.gateway.clock.now().getTime() + 180 * DAY_MS);
    await database()
      .kysely.updateTable("connections")
      .set({ reauthorize_before: end })
      .where("id", "=", id)
      .execute();
    test.gateway.clock.advance(165 * DAY_MS);
    expect(await warnOfEndingGrants(test.dependencies)).toBe(0);
    expect(await test.get(id)).toMatchObject({ next_action: null });

    test.gateway.clock.advance(1.5 * DAY_MS);
    expect(await warnOfEndingGrants(test.dependencies)).toBe(1);
    expect(await warnOfEndingGrants(test.dependencies)).toBe(0);
    test.gateway.clock.advance(DAY_MS);
    expect(await warnOfEndingGrants(test.dependencies)).toBe(1);
    expect(await test.get(id)).toMatchObject({
      status: "active",
      reauthorize_before: end.toISOString(),
      next_action: { type: "reauthorize", connection: id },
    });
    const events = await database()
      .kysely.selectFrom("events")
      .select("type")
      .where("connection_id", "=", id)
      .where("type", "=", "connection.expiring")
      .execute();
    expect(events).toHaveLength(2);
  });
});
