import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestDatabase, withDatabases } from "../../test/test-databases";
import type { GatewayDatabase } from "./gateway-database";
import { migrateDatabase } from "./migrate-database";

withDatabases("the gateway's database", (engine) => {
  let database: GatewayDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(async () => database.close());

  const insertTenant = (id: string) => ({
    id,
    name: "A tenant",
    return_urls: JSON.stringify(["https://example.com/"]),
    created_at: new Date("2026-11-20T12:00:00.123Z"),
  });

  it("gives JSON and times back as they were written", async () => {
    await database.kysely.insertInto("tenants").values(insertTenant("ten_round")).execute();

    const row = await database.kysely
      .selectFrom("tenants")
      .selectAll()
      .where("id", "=", "ten_round")
      .executeTakeFirstOrThrow();

    expect(row.return_urls).toEqual(["https://example.com/"]);
    expect(row.created_at).toEqual(new Date("2026-11-20T12:00:00.123Z"));
  });

  it("keeps a transaction's statements apart from those that run beside it", async () => {
    let beside: Promise<unknown> = Promise.resolve();
    const failed = database.kysely.transaction().execute(async (transaction) => {
      await transaction.insertInto("tenants").values(insertTenant("ten_rolled_back")).execute();
      beside = database.kysely.insertInto("tenants").values(insertTenant("ten_beside")).execute();
      throw new Error("roll back");
    });
    await expect(failed).rejects.toThrow("roll back");
    await beside;

    const rows = await database.kysely
      .selectFrom("tenants")
      .select("id")
      .where("id", "in", ["ten_rolled_back", "ten_beside"])
      .execute();
    expect(rows).toEqual([{ id: "ten_beside" }]);
  });

  it("is usable after a statement that failed inside a transaction", async () => {
    const failed = database.kysely
      .transaction()
      .execute((transaction) => sql`select * from no_such_table`.execute(transaction));
    await expect(failed).rejects.toThrow();

    await expect(sql`select 1 as one`.execute(database.kysely)).resolves.toMatchObject({
      rows: [{ one: 1 }],
    });
  });

  it("can be migrated again without a change", async () => {
    await expect(migrateDatabase(database.kysely)).resolves.toBeUndefined();
  });
});
