import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestClock } from "../../test/test-clock";
import { openTestDatabase, withDatabases } from "../../test/test-databases";
import type { GatewayDatabase } from "../database/gateway-database";
import { ApiError } from "../http/api-error";
import { createOnce, type IdempotentCall, type RecordCreation } from "./create-once";

withDatabases("createOnce", (engine) => {
  let database: GatewayDatabase;
  const clock = createTestClock();
  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(async () => database.close());

  const call = (key: string | undefined, content: unknown = { name: "a" }): IdempotentCall => ({
    tenantId: "default",
    route: "POST /v1/things",
    key,
    content,
  });

  const run = (
    idempotentCall: IdempotentCall,
    create: (record: RecordCreation) => Promise<string>,
    claimSeconds = 60,
  ) => createOnce({ database, now: clock.now }, idempotentCall, create, claimSeconds);

  /** Creates a tenant, as a stand-in for any resource. */
  const createTenant = (id: string) => (record: RecordCreation) =>
    database.kysely.transaction().execute(async (transaction) => {
      await transaction
        .insertInto("tenants")
        .values({ id, name: id, return_urls: "[]", created_at: clock.now() })
        .execute();
      await record(transaction, id);
      return id;
    });

  const exists = async (id: string): Promise<boolean> =>
    (await database.kysely.selectFrom("tenants").where("id", "=", id).select("id").execute())
      .length > 0;

  it("creates anew for every call without a key", async () => {
    const first = await run(call(undefined), createTenant("ten_free_1"));
    const second = await run(call(undefined), createTenant("ten_free_2"));

    expect([first, second]).toEqual([
      { replayed: false, result: "ten_free_1" },
      { replayed: false, result: "ten_free_2" },
    ]);
  });

  it("finds the resource again for the same key and content, whatever the order of its members", async () => {
    const content = { name: "a", list: [{ x: 1, y: null }] };
    const reordered = { list: [{ y: null, x: 1 }], name: "a" };
    await run(call("same", content), createTenant("ten_same"));

    const again = await run(call("same", reordered), createTenant("ten_never"));

    expect(again).toEqual({ replayed: true, resourceId: "ten_same" });
    expect(await exists("ten_never")).toBe(false);
  });

  it("refuses the key for another content", async () => {
    await run(call("reused"), createTenant("ten_reused"));

    const other = run(call("reused", { name: "b" }), createTenant("ten_other"));

    await expect(other).rejects.toMatchObject({ code: "idempotency_key_reused" });
    expect(await exists("ten_other")).toBe(false);
  });

  it("keeps tenants and routes apart", async () => {
    await run(call("scoped"), createTenant("ten_scope_1"));
    await run({ ...call("scoped"), route: "POST /v1/others" }, createTenant("ten_scope_2"));
    await run({ ...call("scoped"), tenantId: "ten_scope_1" }, createTenant("ten_scope_3"));

    expect(await exists("ten_scope_3")).toBe(true);
  });

  it("does not remember a call that was refused", async () => {
    const refused = run(call("refused"), async () => {
      throw new Error("refused");
    });
    await expect(refused).rejects.toThrow("refused");

    const mended = await run(call("refused", { name: "mended" }), createTenant("ten_mended"));

    expect(mended.replayed).toBe(false);
  });

  it("answers in-progress while the first call runs, then the first's resource", async () => {
    const entered = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    const first = run(call("slow"), async (record) => {
      entered.resolve();
      await finish.promise;
      return await createTenant("ten_slow")(record);
    });
    await entered.promise;

    const during = run(call("slow"), createTenant("ten_twice"));
    await expect(during).rejects.toMatchObject({ code: "idempotency_in_progress" });
    finish.resolve();
    await first;

    expect(await run(call("slow"), createTenant("ten_twice"))).toEqual({
      replayed: true,
      resourceId: "ten_slow",
    });
    expect(await exists("ten_twice")).toBe(false);
  });

  it("creates once when many calls come at the same moment", async () => {
    const calls = Array.from({ length: 12 }, (_value, index) =>
      run(call("crowd"), createTenant(`ten_crowd_${index}`)).then(
        (outcome) => (outcome.replayed ? outcome.resourceId : outcome.result),
        (error: { code: string }) => error.code,
      ),
    );
    const outcomes = new Set(await Promise.all(calls));
    const created = await database.kysely
      .selectFrom("tenants")
      .select("id")
      .where("id", "like", "ten_crowd_%")
      .execute();

    expect(created).toHaveLength(1);
    outcomes.delete("idempotency_in_progress");
    expect([...outcomes]).toEqual([created[0]?.id]);
  });

  it("lets a run that lost its key to another one create nothing", async () => {
    const entered = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    const stuck = run(call("stuck"), async (record) => {
      entered.resolve();
      await finish.promise;
      return await createTenant("ten_stuck")(record);
    });
    await entered.promise;
    clock.advance(61_000);

    const takenOver = await run(call("stuck"), createTenant("ten_taken_over"));
    finish.resolve();

    expect(takenOver).toEqual({ replayed: false, result: "ten_taken_over" });
    expect(await stuck).toEqual({ replayed: true, resourceId: "ten_taken_over" });
    expect(await exists("ten_stuck")).toBe(false);
    expect(await run(call("stuck"), createTenant("ten_third"))).toEqual({
      replayed: true,
      resourceId: "ten_taken_over",
    });
  });

  it("does not refuse a call for what another run of the same key has made of it", async () => {
    const key = call("overtaken");
    const slow = run(key, async () => {
      // It stands still for longer than its claim lasts, and the repetition creates meanwhile.
      clock.advance(61_000);
      expect(await run(key, createTenant("ten_overtaking"))).toMatchObject({ replayed: false });
      throw new ApiError("possible_duplicate", { detail: "There is one of these already." });
    });

    expect(await slow).toEqual({ replayed: true, resourceId: "ten_overtaking" });
  });

  it("finds what it created when only the answer of the database was lost", async () => {
    const key = call("ambiguous");
    const lost = run(key, async (record) => {
      await createTenant("ten_ambiguous")(record);
      throw new Error("Connection terminated unexpectedly");
    });

    expect(await lost).toEqual({ replayed: true, resourceId: "ten_ambiguous" });
  });

  it("forgets after 24 hours, and not before", async () => {
    await run(call("daily"), createTenant("ten_day_1"));
    clock.advance(24 * 3_600_000 - 1);
    const within = await run(call("daily"), createTenant("ten_day_2"));
    clock.advance(1);
    const after = await run(call("daily"), createTenant("ten_day_3"));

    expect(within).toEqual({ replayed: true, resourceId: "ten_day_1" });
    expect(after).toEqual({ replayed: false, result: "ten_day_3" });
  });
});
