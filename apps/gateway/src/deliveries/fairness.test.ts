import { sql } from "kysely";
import { afterAll, beforeEach, expect, it } from "vitest";
import { insertTestDelivery } from "../../test/insert-test-delivery";
import { createTestClock } from "../../test/test-clock";
import { openTestDatabase, withDatabases } from "../../test/test-databases";
import type { GatewayDatabase } from "../database/gateway-database";
import { claimNextDelivery, UPLOADS_PER_CONNECTION } from "./claim-next-delivery";
import { createDeliveryLanes } from "./delivery-lanes";
import type { DeliveryRow } from "./delivery-row";

const anything = { mayUpload: true, busyTenants: [] };

withDatabases("whose turn it is", (engine) => {
  const clock = createTestClock();
  let database: GatewayDatabase | undefined;
  const opened = async () => {
    database ??= await openTestDatabase(engine);
    return database;
  };
  beforeEach(async () => {
    const { kysely } = await opened();
    await kysely.deleteFrom("deliveries").execute();
    await kysely.deleteFrom("delivery_turns").execute();
  });
  afterAll(async () => database?.close());

  let made = 0;
  /** Due deliveries of one connection; the first is due longest. */
  const makeDue = async (
    connection: string,
    count: number,
    more: {
      readonly tenant?: string;
      readonly status?: DeliveryRow["status"];
      readonly dueForMs?: number;
    } = {},
  ) => {
    const { kysely } = await opened();
    made += 1;
    const prefix = `dlv_${made}_`;
    const first = `${prefix}0`;
    await insertTestDelivery(await opened(), { deliveryId: first, mediaIds: [] });
    await kysely
      .updateTable("deliveries")
      .set({
        connection_id: connection,
        tenant_id: more.tenant ?? "default",
        status: more.status ?? "queued",
        due_at: new Date(clock.now().getTime() - (more.dueForMs ?? 60_000)),
      })
      .where("id", "=", first)
      .execute();
    const columns = Object.keys(
      await kysely
        .selectFrom("deliveries")
        .selectAll()
        .where("id", "=", first)
        .executeTakeFirstOrThrow(),
    );
    const copied = columns.map((column) => {
      if (column === "id") return sql`${prefix}::text || n`;
      return column === "due_at" ? sql`due_at + n * interval '1 millisecond'` : sql.ref(column);
    });
    await sql`insert into deliveries (${sql.join(columns.map((column) => sql.ref(column)))})
      select ${sql.join(copied)} from deliveries, generate_series(1, ${count - 1}::integer) as n
      where id = ${first}`.execute(kysely);
  };
  const makeLater = (connection: string) => makeDue(connection, 1, { dueForMs: -60_000 });
  const claim = async (limits = anything) => claimNextDelivery(await opened(), clock.now(), limits);
  const claimedConnections = async (count: number) => {
    const claimed: (string | undefined)[] = [];
    for (let each = 0; each < count; each += 1) claimed.push((await claim())?.connection_id);
    return claimed;
  };
  const finish = async ({ id }: { readonly id: string }) =>
    (await opened()).kysely
      .updateTable("deliveries")
      .set({ due_at: null, lease_until: null })
      .where("id", "=", id)
      .execute();

  it("comes at the second claim for one delivery beside a thousand of another account", async () => {
    await makeDue("con_busy", 1000);
    await makeDue("con_quiet", 1);

    expect(await claimedConnections(2)).toEqual(["con_busy", "con_quiet"]);
  });

  it("goes round, however much each has", async () => {
    await makeDue("con_busy", 100);
    await makeDue("con_b", 3);
    await makeDue("con_c", 3);
    const order: (string | undefined)[] = [];
    for (let each = 0; each < 9; each += 1) {
      const delivery = await claim();
      order.push(delivery?.connection_id);
      if (delivery !== null) await finish(delivery);
    }

    for (const round of [order.slice(0, 3), order.slice(3, 6), order.slice(6)]) {
      expect(round.toSorted()).toEqual(["con_b", "con_busy", "con_c"]);
    }
  });

  it("comes for the tenant that has nothing in hand before one with many accounts", async () => {
    for (let account = 0; account < 20; account += 1) await makeDue(`con_many_${account}`, 5);
    await claimedConnections(6);
    await makeDue("con_other", 1, { tenant: "ten_other" });

    expect(await claimedConnections(1)).toEqual(["con_other"]);
  });

  it("leaves an account at most two uploads at once, but never keeps it from asking", async () => {
    await makeDue("con_busy", 10);
    const [first] = [await claim(), await claim()];
    expect(await claim()).toBeNull();

    await makeDue("con_busy", 1, { status: "processing" });
    expect(await claim()).toMatchObject({ status: "processing" });
    expect(await claim()).toBeNull();

    if (first !== undefined && first !== null) await finish(first);
    expect(await claim()).toMatchObject({ connection_id: "con_busy", status: "queued" });
  });

  it("frees what a dead worker had when its lease is over, and burns no attempt", async () => {
    await makeDue("con_busy", 3);
    const dead = await claim();
    await claim();
    expect(await claim()).toBeNull();

    await (await opened()).kysely
      .updateTable("deliveries")
      .set({ lease_until: sql<Date>`now() - interval '1 second'` })
      .where("id", "=", dead?.id ?? "")
      .execute();

    expect(await claim()).toMatchObject({ id: dead?.id, attempts: 0 });
  });

  it("holds for many workers who claim at the same moment", async () => {
    await makeDue("con_busy", 500);
    for (let account = 0; account < 5; account += 1) await makeDue(`con_quiet_${account}`, 1);

    const claimed = await Promise.all(Array.from({ length: 12 }, () => claim()));

    const taken = claimed.flatMap((delivery) => delivery ?? []);
    expect(new Set(taken.map(({ id }) => id)).size).toBe(taken.length);
    const busy = taken.filter(({ connection_id }) => connection_id === "con_busy");
    expect(busy.length).toBeLessThanOrEqual(UPLOADS_PER_CONNECTION);
    expect(taken.length).toBe(5 + UPLOADS_PER_CONNECTION);
  });

  it("comes for everybody in a backlog, and never for what an account may not have more of", async () => {
    await makeDue("con_busy", 3_000);
    // Accounts with something that is due later lie between, and are more than are looked at.
    for (let account = 0; account < 300; account += 1) await makeLater(`con_later_${account}`);
    await makeDue("con_quiet", 1, { dueForMs: 1_000 });
    await makeDue("con_other", 1, { tenant: "ten_other", dueForMs: 1_000 });

    const order = await claimedConnections(4);

    expect(order.toSorted()).toEqual(["con_busy", "con_busy", "con_other", "con_quiet"]);
    expect(await claim()).toBeNull();
    await makeDue("con_busy", 1, { status: "processing", dueForMs: 1_000 });
    expect(await claim()).toMatchObject({ status: "processing" });
  });

  it("goes round in a backlog of many accounts", async () => {
    for (let account = 0; account < 8; account += 1) await makeDue(`con_many_${account}`, 400);
    const order: (string | undefined)[] = [];
    for (let each = 0; each < 16; each += 1) {
      const delivery = await claim();
      order.push(delivery?.connection_id);
      if (delivery !== null) await finish(delivery);
    }

    expect(new Set(order.slice(0, 8)).size).toBe(8);
    expect(new Set(order.slice(8)).size).toBe(8);
  });

  it("keeps workers free for other tenants and for questions, whatever is uploaded", async () => {
    for (let account = 0; account < 9; account += 1) await makeDue(`con_many_${account}`, 2);
    const lanes = createDeliveryLanes({ workers: 8, uploads: 6, uploadsPerTenant: 4 });
    const next = () =>
      lanes.claim(async (limits) => claimNextDelivery(await opened(), clock.now(), limits));
    const mine = await Promise.all([next(), next(), next(), next(), next()]);
    expect(mine.map((claimed) => claimed?.delivery.tenant_id ?? null)).toEqual([
      ...Array.from({ length: 4 }, () => "default"),
      null,
    ]);

    await makeDue("con_other", 3, { tenant: "ten_other" });
    expect((await next())?.delivery.tenant_id).toBe("ten_other");
    expect((await next())?.delivery.tenant_id).toBe("ten_other");
    expect(await next()).toBeNull();

    await makeDue("con_asking", 1, { status: "in_inbox" });
    expect((await next())?.delivery.status).toBe("in_inbox");
    mine[0]?.leave();
    expect((await next())?.delivery.tenant_id).toBe("default");
  });
});
