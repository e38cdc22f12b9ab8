import { sql } from "kysely";
import { expect, it } from "vitest";
import { insertTestDelivery } from "../../test/insert-test-delivery";
import { openTestDatabase, withDatabases } from "../../test/test-databases";
import { gatewayActor } from "../audit/actor";
import { migrateDatabase } from "../database/migrate-database";
import { changeDelivery } from "../deliveries/change-delivery";

withDatabases("the timeline of an earlier release", (engine) => {
  it("becomes events, in its order", async () => {
    const database = await openTestDatabase(engine);
    try {
      const { kysely } = database;
      await sql`drop table events`.execute(kysely);
      await sql`drop table audit_log`.execute(kysely);
      await sql`delete from kysely_migration where name like '0040-%'`.execute(kysely);
      await insertTestDelivery(database, { deliveryId: "dlv_old", mediaIds: [] });
      for (const status of ["queued", "uploading", "published"]) {
        await sql`insert into delivery_events (delivery_id, at, status) values ('dlv_old', now(), ${status})`.execute(
          kysely,
        );
      }

      await migrateDatabase(kysely);

      const { post_id } = await kysely
        .selectFrom("deliveries")
        .select("post_id")
        .executeTakeFirstOrThrow();
      const events = await kysely
        .selectFrom("events")
        .select(["type", "tenant_id", "connection_id", "status"])
        .where("post_id", "=", post_id)
        .orderBy("id")
        .execute();
      const common = { type: "delivery.updated", tenant_id: "default", connection_id: "con_test" };
      expect(events).toEqual([
        { ...common, status: "queued" },
        { ...common, status: "uploading" },
        { ...common, status: "published" },
      ]);
    } finally {
      await database.close();
    }
  });
});

// The embedded database has one connection: its transactions follow each other anyway.
it("events of one post are numbered in the order in which they commit (postgresql)", async () => {
  const database = await openTestDatabase("postgresql");
  try {
    const { kysely } = database;
    await insertTestDelivery(database, { deliveryId: "dlv_first", mediaIds: [] });
    await insertTestDelivery(database, { deliveryId: "dlv_second", mediaIds: [] });
    const first = await kysely
      .selectFrom("deliveries")
      .selectAll()
      .where("id", "=", "dlv_first")
      .executeTakeFirstOrThrow();
    await kysely.updateTable("deliveries").set({ post_id: first.post_id }).execute();
    const second = { ...first, id: "dlv_second" };
    const by = { actor: gatewayActor, at: new Date() };

    await kysely.transaction().execute(async (transaction) => {
      await changeDelivery(transaction, first, { status: "uploading" }, by);
      const beside = kysely.transaction().execute(async (other) => {
        await sql`set local lock_timeout = '100ms'`.execute(other);
        await changeDelivery(other, second, { status: "uploading" }, by);
      });
      await expect(beside).rejects.toThrow("lock timeout");
    });
    await kysely
      .transaction()
      .execute((transaction) => changeDelivery(transaction, second, { status: "uploading" }, by));

    const events = await kysely.selectFrom("events").select("delivery_id").orderBy("id").execute();
    expect(events).toEqual([{ delivery_id: "dlv_first" }, { delivery_id: "dlv_second" }]);
  } finally {
    await database.close();
  }
});
