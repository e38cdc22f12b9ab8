import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { insertTestDelivery } from "../../test/insert-test-delivery";
import { createTestDataDirectory } from "../../test/test-databases";
import { DirectoryInUseError } from "./directory-lock";
import { EMBEDDED_POSTGRESQL } from "./has-usable-files";
import { migrateDatabase } from "./migrate-database";
import { type OpenDatabaseOptions, openDatabase } from "./open-database";
import { databaseDirectory } from "./open-embedded-database";

/** Databases on the disk take seconds on a busy machine. */
const PATIENCE = { timeout: 120_000 };

describe("the embedded database", PATIENCE, () => {
  let dataDir = "";
  let files = "";
  beforeEach(async () => {
    dataDir = await createTestDataDirectory();
    files = databaseDirectory(dataDir);
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  const open = (options: Partial<OpenDatabaseOptions> = {}) =>
    openDatabase({ databaseUrl: null, dataDir, onConnectionLost: () => {}, ...options });

  it("keeps its rows over a restart, and keeps a second opener out meanwhile", async () => {
    const first = await open();
    await first.kysely
      .insertInto("tenants")
      .values({ id: "ten_kept", name: "Kept", return_urls: "[]", created_at: new Date() })
      .execute();
    await expect(open()).rejects.toThrow(DirectoryInUseError);
    await first.close();

    const second = await open();
    const row = await second.kysely
      .selectFrom("tenants")
      .select("name")
      .where("id", "=", "ten_kept")
      .executeTakeFirst();
    await second.close();

    expect(row).toEqual({ name: "Kept" });
  });

  it("ends what a process held that was killed: nobody waits for it", async () => {
    const first = await open();
    const until = new Date(Date.now() + 60_000);
    await first.kysely
      .insertInto("leases")
      .values({ name: "refresh", holder: "dead", expires_at: until })
      .execute();
    const key = { tenant_id: "default", route: "POST /v1/posts", fingerprint: "f", claim: "c" };
    const times = { claimed_until: until, created_at: new Date() };
    await first.kysely
      .insertInto("idempotency_keys")
      .values([
        { ...key, ...times, key_digest: "running", resource_id: null },
        { ...key, ...times, key_digest: "done", resource_id: "post_1" },
      ])
      .execute();
    await insertTestDelivery(first, { deliveryId: "dlv_held", mediaIds: [], status: "uploading" });
    await first.kysely.updateTable("deliveries").set({ lease_until: until, fence: 7 }).execute();
    await first.close();

    const { kysely, close } = await open();
    const leases = await kysely.selectFrom("leases").selectAll().execute();
    const keys = await kysely.selectFrom("idempotency_keys").select("key_digest").execute();
    const held = await kysely
      .selectFrom("deliveries")
      .select(["lease_until", "fence"])
      .executeTakeFirst();
    await close();

    expect(leases).toEqual([]);
    expect(keys).toEqual([{ key_digest: "done" }]);
    expect(held).toEqual({ lease_until: null, fence: 8 });
  });

  it("does not take the remains of a killed first start for a database, and leaves them alone", async () => {
    rmSync(files, { recursive: true });
    const remains = join(dataDir, "database.unfinished-00000000");
    mkdirSync(remains);

    const database = await open();
    await database.close();

    expect(existsSync(remains)).toBe(true);
    expect(readFileSync(join(files, "PG_VERSION"), "utf8").trim()).toBe(
      String(EMBEDDED_POSTGRESQL),
    );
  });

  it("refuses tables of a newer release, and changes nothing", async () => {
    const made = await open();
    await made.runSql("insert into kysely_migration values ('9999-future', '2030-01-01')");
    await made.close();
    const asked: string[] = [];

    const failed = open({ beforeChange: async () => void asked.push("change") });

    await expect(failed).rejects.toThrow(/newer gateway \(9999-future\).*Nothing was changed/s);
    expect(asked).toEqual([]);
  });

  it("is offered for a dump before an upgrade, and not without one", async () => {
    const calls: string[] = [];
    const note = {
      beforeChange: async () => void calls.push("change"),
      beforeUpgrade: async () => void calls.push("upgrade"),
    };
    await (await open(note)).close();
    expect(calls).toEqual(["change"]);

    const older = await open();
    await older.runSql("drop table audit_log");
    await older.runSql("drop table events");
    await older.runSql("delete from kysely_migration where name like '0040-%'");
    await older.close();
    const failed = open({ ...note, beforeUpgrade: () => Promise.reject(new Error("disk full")) });
    await expect(failed).rejects.toThrow("disk full");
    calls.length = 0;
    const upgraded = await open(note);
    await expect(migrateDatabase(upgraded.kysely)).resolves.toBeUndefined();
    await upgraded.close();

    expect(calls).toEqual(["change", "upgrade"]);
  });
});
