import { createKeyRing, createSealedCredentialStore, createSealer } from "@upload-post/core";
import { createMemoryPlatform } from "@upload-post/core/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestDatabase, withDatabases } from "../../test/test-databases";
import { createDatabaseKeyv } from "../database/create-database-keyv";
import type { GatewayDatabase } from "../database/gateway-database";
import { createSqlGenerationPointers } from "./create-sql-generation-pointers";
import { createSqlLocker } from "./create-sql-locker";

const signal = new AbortController().signal;

withDatabases("credentials in SQL", (engine) => {
  let database: GatewayDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(async () => database.close());

  describe("generation pointers", () => {
    const pointer = (generation: number) => ({
      generation,
      envelopeId: `envelope-${generation}`,
      previousEnvelopeId: null,
    });

    it("moves once of fifty at the same time", async () => {
      const pointers = createSqlGenerationPointers(database);
      const key = { tenantId: "t1", connectionId: "race" };
      const first = await Promise.all(
        Array.from({ length: 50 }, () => pointers.advance(key, null, pointer(7))),
      );
      const second = await Promise.all(
        Array.from({ length: 50 }, () => pointers.advance(key, 7, pointer(8))),
      );

      expect(first.filter(Boolean)).toHaveLength(1);
      expect(second.filter(Boolean)).toHaveLength(1);
      expect(await pointers.read(key)).toEqual(pointer(8));
    });

    it("keeps tenants apart, and generations above 32 bits exact", async () => {
      const pointers = createSqlGenerationPointers(database);
      const generation = 2 ** 40 + 1;
      await pointers.advance({ tenantId: "t1", connectionId: "same" }, null, pointer(generation));

      expect(await pointers.read({ tenantId: "t2", connectionId: "same" })).toBeNull();
      expect((await pointers.read({ tenantId: "t1", connectionId: "same" }))?.generation).toBe(
        generation,
      );
    });

    it("removes only the generation that is meant", async () => {
      const pointers = createSqlGenerationPointers(database);
      const key = { tenantId: "t1", connectionId: "removed" };
      await pointers.advance(key, null, pointer(3));

      expect(await pointers.remove(key, 2)).toBe(false);
      expect(await pointers.remove(key, 3)).toBe(true);
      expect(await pointers.remove(key, 3)).toBe(false);
      expect(await pointers.advance(key, 3, pointer(4))).toBe(false);
    });
  });

  it("holds nothing in clear, and lets one of twenty writers win", async () => {
    const sealer = createSealer(createKeyRing([{ id: "k1", key: new Uint8Array(32).fill(1) }]));
    const store = createSealedCredentialStore({
      envelopes: createDatabaseKeyv({ namespace: "credentials", runSql: database.runSql }),
      pointers: createSqlGenerationPointers(database),
      sealer,
    });
    const key = { tenantId: "t1", connectionId: "con" };
    const credential = createMemoryPlatform().credential();
    const secret = credential.secrets["access"]?.reveal() ?? "";

    const results = await Promise.all(
      Array.from({ length: 20 }, () => store.write(key, credential, { expectedGeneration: null })),
    );

    expect(results.filter(({ kind }) => kind === "stored")).toHaveLength(1);
    expect((await store.read(key))?.credential.secrets["access"]?.reveal()).toBe(secret);
    const rows = JSON.stringify(await database.runSql("select * from keyv"));
    expect(secret.length).toBeGreaterThan(8);
    for (const form of ["utf8", "base64", "base64url", "hex"] as const) {
      expect(rows).not.toContain(Buffer.from(secret).toString(form).slice(0, -3));
    }
    // Losers leave nothing behind.
    expect(await database.runSql("select key from keyv")).toHaveLength(1);
  });

  describe("the locker", () => {
    it("grants a name to one of twenty at a time, and in the end to all", async () => {
      const locker = createSqlLocker(database);
      let holders = 0;
      let most = 0;
      const work = async () => {
        const lock = await locker.acquire("busy", { ttlMs: 20_000, waitMs: 20_000, signal });
        if (lock === null) return false;
        holders += 1;
        most = Math.max(most, holders);
        await database.runSql("select 1");
        holders -= 1;
        await lock.release();
        return true;
      };
      const done = await Promise.all(Array.from({ length: 8 }, work));

      expect(done).toEqual(Array.from({ length: 8 }, () => true));
      expect(most).toBe(1);
    });

    it("answers null at once to a caller that does not wait, whoever asks for the same name", async () => {
      const lock = await createSqlLocker(database).acquire("taken", {
        ttlMs: 20_000,
        waitMs: 0,
        signal,
      });
      const other = createSqlLocker(database);

      expect(await other.acquire("taken", { ttlMs: 1000, waitMs: 0, signal })).toBeNull();
      expect(await other.acquire("free", { ttlMs: 1000, waitMs: 0, signal })).not.toBeNull();
      await lock?.release();
      await lock?.release();
      expect(await other.acquire("taken", { ttlMs: 1000, waitMs: 0, signal })).not.toBeNull();
    });

    it("passes on a lease that ran out, and its late release changes nothing", async () => {
      const locker = createSqlLocker(database);
      const crashed = await locker.acquire("crash", { ttlMs: 1, waitMs: 0, signal });
      const next = await locker.acquire("crash", { ttlMs: 20_000, waitMs: 5000, signal });
      await crashed?.release();

      expect(crashed).not.toBeNull();
      expect(next).not.toBeNull();
      expect(next?.lost.aborted).toBe(false);
      expect(await locker.acquire("crash", { ttlMs: 1000, waitMs: 0, signal })).toBeNull();
      await next?.release();
    });

    it("tells its holder when the lease has run out", async () => {
      const lock = await createSqlLocker(database).acquire("short", {
        ttlMs: 30,
        waitMs: 0,
        signal,
      });
      await new Promise<void>((resolve) => {
        if (lock?.lost.aborted !== false) resolve();
        lock?.lost.addEventListener("abort", () => resolve());
      });

      expect(lock?.lost.aborted).toBe(true);
    });

    it("stops waiting when its caller gives up", async () => {
      const locker = createSqlLocker(database);
      const lock = await locker.acquire("abort", { ttlMs: 20_000, waitMs: 0, signal });
      const gaveUp = new AbortController();
      const waiting = locker.acquire("abort", {
        ttlMs: 1000,
        waitMs: 20_000,
        signal: gaveUp.signal,
      });
      const reason = new Error("The caller went away.");
      gaveUp.abort(reason);

      await expect(waiting).rejects.toBe(reason);
      await lock?.release();
    });
  });

  it("says that the storage is down, never that there is nothing", async () => {
    const closed = await openTestDatabase(engine);
    await closed.close();
    const key = { tenantId: "t1", connectionId: "con" };

    await expect(createSqlGenerationPointers(closed).read(key)).rejects.toMatchObject({
      code: "storage_unavailable",
    });
    await expect(
      createSqlLocker(closed).acquire("x", { ttlMs: 1000, waitMs: 0, signal }),
    ).rejects.toMatchObject({ code: "storage_unavailable" });
  });
});
