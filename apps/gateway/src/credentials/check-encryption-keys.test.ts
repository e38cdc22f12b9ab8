import { createKeyRing, createSealer, type EncryptionKey } from "@upload-post/core";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { openTestDatabase, withDatabases } from "../../test/test-databases";
import { ConfigurationProblem } from "../configuration/configuration-problem";
import { createDatabaseKeyv } from "../database/create-database-keyv";
import type { GatewayDatabase } from "../database/gateway-database";
import { checkEncryptionKeys } from "./check-encryption-keys";
import { sealedColumns } from "./sealed-columns";

const key = (id: string, fill: number): EncryptionKey => ({
  id,
  key: new Uint8Array(32).fill(fill),
});

withDatabases("the check of the encryption keys", (engine) => {
  let database: GatewayDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  beforeEach(async () => {
    await database.runSql("delete from encryption_key_checks");
    await database.runSql("delete from keyv");
  });
  afterAll(async () => database.close());

  const start = (...keys: readonly EncryptionKey[]) => {
    const keyRing = createKeyRing(keys);
    const now = () => new Date("2026-11-20T12:00:00.000Z");
    return checkEncryptionKeys({ database, keyRing, sealer: createSealer(keyRing), now });
  };
  const store = async (sealedWith: EncryptionKey) => {
    const place = { purpose: "credential", tenantId: "t", recordId: "c", kind: "k", generation: 1 };
    const sealed = createSealer(createKeyRing([sealedWith])).seal("secret", place);
    const keyv = createDatabaseKeyv({ namespace: "credentials", runSql: database.runSql });
    await keyv.set("envelope/x", sealed);
  };
  const everything = async () =>
    JSON.stringify([
      await database.runSql("select * from encryption_key_checks order by key_id"),
      await database.runSql("select * from keyv order by key"),
    ]);

  it("starts on an empty database, and again with the same key", async () => {
    await start(key("a", 1));
    const before = await everything();
    await start(key("a", 1));

    expect(await everything()).toBe(before);
  });

  it("refuses another key under a known id, names the id, and changes nothing", async () => {
    await start(key("a", 1));
    const before = await everything();
    const failed = await start(key("a", 2)).catch((error: unknown) => error);

    expect(failed).toBeInstanceOf(ConfigurationProblem);
    expect(String(failed)).toContain('"a"');
    expect(await everything()).toBe(before);
  });

  it("refuses to start without a key that something is sealed with, and changes nothing", async () => {
    await start(key("a", 1));
    await store(key("a", 1));
    const before = await everything();
    const failed = await start(key("b", 2)).catch((error: unknown) => error);

    expect(failed).toBeInstanceOf(ConfigurationProblem);
    expect(String(failed)).toContain('"a"');
    expect(String(failed)).not.toContain(Buffer.alloc(32, 2).toString("base64"));
    expect(await everything()).toBe(before);
    await start(key("b", 2), key("a", 1));
  });

  it("lets an old key go once nothing is sealed with it", async () => {
    await start(key("a", 1));

    await expect(start(key("b", 2))).resolves.toBeUndefined();
  });

  it("looks at every column that holds sealed text", async () => {
    const rows = await database.runSql(
      `select table_name || '.' || column_name as name from information_schema.columns
       where table_schema = 'public' and column_name like '%sealed%'`,
    );
    const listed = sealedColumns.map(({ table, column }) => `${table}.${column}`);

    const names = rows.map((row) => String((row as { name: string }).name));
    expect(names.length).toBeGreaterThan(3);
    const unlisted = names.filter((name) => !listed.includes(name));
    // What the check itself seals is checked by opening it.
    expect(unlisted).toEqual(["encryption_key_checks.sealed"]);
  });
});
