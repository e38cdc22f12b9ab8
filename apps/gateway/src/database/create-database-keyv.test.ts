import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestDatabase, withDatabases } from "../../test/test-databases";
import { createDatabaseKeyv } from "./create-database-keyv";
import type { GatewayDatabase, RunSql } from "./gateway-database";

withDatabases("a Keyv on the gateway's database", (engine) => {
  let database: GatewayDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(async () => database.close());

  const keyv = (namespace: string, runSql: RunSql = database.runSql) =>
    createDatabaseKeyv({ namespace, runSql });

  it("sets, gets, overwrites and deletes", async () => {
    const store = keyv("basic");

    await store.set("a", "one");
    await store.set("a", "two");

    expect(await store.get("a")).toBe("two");
    expect(await store.delete("a")).toBe(true);
    expect(await store.get("a")).toBeUndefined();
    expect(await store.delete("a")).toBe(false);
  });

  it("tells exactly one of many callers that it deleted (K6)", async () => {
    const store = keyv("once");
    await store.set("a", "one");

    const results = await Promise.all(Array.from({ length: 20 }, () => store.delete("a")));

    expect(results.filter(Boolean)).toHaveLength(1);
  });

  it("keeps namespaces apart", async () => {
    const [left, right] = [keyv("left"), keyv("right")];
    await left.set("a", "left");
    await right.set("a", "right");

    await left.delete("a");

    expect(await right.get("a")).toBe("right");
  });

  it("refuses to clear, because the adapter would clear more than asked (K7)", async () => {
    await expect(keyv("kept").clear()).rejects.toThrow("cannot be cleared");
  });

  it("throws when the database does not answer, instead of saying there is no such key (K1)", async () => {
    const store = keyv("down", () => Promise.reject(new Error("the database is down")));

    await expect(store.get("a")).rejects.toThrow("the database is down");
    await expect(store.set("a", "one")).rejects.toThrow("the database is down");
    await expect(store.delete("a")).rejects.toThrow("the database is down");
    await expect(store.has("a")).rejects.toThrow("the database is down");
    await expect(store.get(["a"])).rejects.toThrow("the database is down");
  });

  it("leaves the database open when it is disconnected (K9)", async () => {
    const store = keyv("closing");
    await store.disconnect();

    await store.set("a", "one");
    expect(await store.get("a")).toBe("one");
  });

  it("does not give out a value after its time", async () => {
    const store = keyv("expiring");
    await store.set("a", "one", 1);
    const expired = Date.now() + 2;
    while (Date.now() < expired) await store.get("b");

    expect(await store.get("a")).toBeUndefined();
  });

  it.each(["", "Upper", "with space", "with:colon", "with_underscore", "x".repeat(33)])(
    "refuses the namespace %j (K7, K22)",
    (namespace) => {
      expect(() => keyv(namespace)).toThrow(TypeError);
    },
  );
});
