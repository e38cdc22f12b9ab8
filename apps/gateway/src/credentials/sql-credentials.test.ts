import { createKeyRing, createSealedCredentialStore, createSealer } from "@upload-post/core";
import {
  createManualClock,
  describeCredentialStoreContract,
  describeLockerContract,
  type ManualClock,
} from "@upload-post/core/testing";
import type { KyselyPlugin } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestDatabase, withDatabases } from "../../test/test-databases";
import { createDatabaseKeyv } from "../database/create-database-keyv";
import type { GatewayDatabase } from "../database/gateway-database";
import { createSqlGenerationPointers } from "./create-sql-generation-pointers";
import { createSqlLocker } from "./create-sql-locker";

const { signal } = new AbortController();
/** Well below a pause between two questions, so that waiting costs little more than it says. */
const STEP_MS = 25;

withDatabases("credentials in SQL", (engine) => {
  let database: GatewayDatabase;
  let underWay = 0;
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

  describeCredentialStoreContract({
    name: `SQL (${engine})`,
    async createHarness() {
      await database.runSql("delete from keyv");
      await database.runSql("delete from credential_pointers");
      const store = createSealedCredentialStore({
        envelopes: createDatabaseKeyv({ namespace: "credentials", runSql: database.runSql }),
        pointers: createSqlGenerationPointers(database),
        sealer: createSealer(createKeyRing([{ id: "k1", key: new Uint8Array(32).fill(1) }])),
      });
      return { store, dump, close: async () => {} };
    },
  });

  describeLockerContract({
    name: `SQL (${engine})`,
    async createHarness() {
      await database.runSql("delete from leases");
      const clock = createManualClock();
      const first = createSqlLocker({ database: counted(), clock });
      const second = createSqlLocker({ database: counted(), clock });
      return { lockers: [first, second], advance: (byMs) => advance(clock, byMs), close };
    },
  });

  it("says that the storage is down, never that there is nothing", async () => {
    const closed = await openTestDatabase(engine);
    await closed.kysely.selectFrom("leases").selectAll().execute();
    await closed.close();
    const key = { tenantId: "t1", connectionId: "con" };

    await expect(createSqlGenerationPointers(closed).read(key)).rejects.toMatchObject({
      code: "storage_unavailable",
    });
    await expect(
      createSqlLocker({ database: closed, clock: createManualClock() }).acquire("x", {
        ttlMs: 1000,
        waitMs: 0,
        signal,
      }),
    ).rejects.toMatchObject({ code: "storage_unavailable" });
  });

  const close = async () => {};

  async function dump(): Promise<string> {
    const tables = ["keyv", "credential_pointers"];
    const rows = await Promise.all(
      tables.map((table) => database.runSql(`select * from ${table}`)),
    );
    return JSON.stringify(rows);
  }

  /** The same database, that counts the queries under way. */
  function counted(): GatewayDatabase {
    const plugin: KyselyPlugin = {
      transformQuery: ({ node }) => {
        underWay += 1;
        return node;
      },
      transformResult: async ({ result }) => {
        underWay -= 1;
        return result;
      },
    };
    return { ...database, kysely: database.kysely.withPlugin(plugin) };
  }

  /** Time passes for the waiting processes and for what the database recorded, in small steps. */
  async function advance(clock: ManualClock, byMs: number): Promise<void> {
    for (let left = byMs; left >= 0; left -= STEP_MS) {
      const step = Math.min(left, STEP_MS);
      await settle();
      const shift = "update leases set expires_at = expires_at - $1 * interval '1 millisecond'";
      if (step > 0) await database.runSql(shift, [step]);
      await clock.advance(step);
      await settle();
    }
  }

  async function settle(): Promise<void> {
    do {
      for (let turn = 0; turn < 5; turn += 1) {
        await new Promise((resolve) => setImmediate(resolve));
      }
    } while (underWay > 0);
  }
});
