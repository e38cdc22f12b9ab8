import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readJson } from "../../test/create-test-gateway";
import { createTestPosts, type TestPosts } from "../../test/create-test-posts";
import { insertTestDelivery } from "../../test/insert-test-delivery";
import { deliveryRow, makeDelivery, shownDelivery } from "../../test/make-delivery";
import { openTestDatabase, withDatabases } from "../../test/test-databases";
import { migrateDatabase } from "../database/migrate-database";

withDatabases("deliveries of a release without attempts", (engine) => {
  it("have what they attempted written down when they are taken over", async () => {
    const database = await openTestDatabase(engine);
    try {
      const { kysely } = database;
      await sql`drop table delivery_attempts`.execute(kysely);
      await sql`delete from kysely_migration where name like '0041-%'`.execute(kysely);
      const left = [
        { status: "published", commit_state: "confirmed", state: "sealed" },
        { status: "unconfirmed", commit_state: "armed", state: "sealed" },
        { status: "processing", commit_state: "armed", state: "sealed" },
        { status: "uploading", commit_state: "none", state: "sealed" },
        { status: "queued", commit_state: "none", state: null },
        { status: "failed", commit_state: "none", state: "sealed" },
      ] as const;
      for (const { status, ...change } of left) {
        const deliveryId = `dlv_${status}`;
        await insertTestDelivery(database, { deliveryId, mediaIds: [], status });
        await kysely.updateTable("deliveries").set(change).where("id", "=", deliveryId).execute();
      }

      await migrateDatabase(kysely);

      const attempts = await kysely
        .selectFrom("delivery_attempts")
        .select(["delivery_id", "commit_started_at", "outcome"])
        .orderBy("delivery_id")
        .execute();
      expect(
        attempts.map((row) => [row.delivery_id, row.commit_started_at !== null, row.outcome]),
      ).toEqual([
        ["dlv_processing", true, null],
        ["dlv_published", true, "done"],
        ["dlv_unconfirmed", true, "unknown"],
        ["dlv_uploading", false, null],
      ]);
    } finally {
      await database.close();
    }
  });
});

withDatabases("attempts", (engine) => {
  let test: TestPosts;
  beforeAll(async () => {
    test = await createTestPosts(engine);
  });
  afterAll(() => test.close());

  const kysely = () => test.gateway.dependencies.database.kysely;
  const attemptsOf = (id: string) =>
    kysely()
      .selectFrom("delivery_attempts")
      .select(["fence", "commit_started_at", "outcome"])
      .where("delivery_id", "=", id)
      .orderBy("id")
      .execute();
  const outcomesOf = async (id: string) => (await attemptsOf(id)).map(({ outcome }) => outcome);
  const insert = (id: string, outcome: "done" | "unknown" | "failed_confirmed" | null) =>
    kysely()
      .insertInto("delivery_attempts")
      .values({
        delivery_id: id,
        fence: 1,
        started_at: new Date(),
        commit_started_at: new Date(),
        outcome,
      })
      .execute();
  /** What a defect might do: begin anew, without a word from the platform. */
  const forget = (id: string) =>
    kysely()
      .updateTable("deliveries")
      .set({
        status: "queued",
        state: null,
        commit_state: "none",
        due_at: test.gateway.clock.now(),
        lease_until: null,
      })
      .where("id", "=", id)
      .execute();
  const makeUnconfirmed = async () => {
    const made = await makeDelivery(test, { options: { commit: "bare-create" } });
    test.platform.failNext("create-post", "answer-lost");
    await test.settle(1);
    expect((await deliveryRow(test, made.id)).status).toBe("unconfirmed");
    return made;
  };

  it("are one for a delivery that goes well", async () => {
    const { id } = await makeDelivery(test);
    await test.settle(1);

    expect(await attemptsOf(id)).toEqual([
      { fence: 1, commit_started_at: test.gateway.clock.now(), outcome: "done" },
    ]);
  });

  it("are refused a second commit by the database, until the first is proven to have failed", async () => {
    for (const outcome of ["done", "unknown", null] as const) {
      const id = `dlv_${outcome}`;
      await insertTestDelivery(test.gateway.dependencies.database, {
        deliveryId: id,
        mediaIds: [],
      });
      await insert(id, outcome);
      await expect(insert(id, "unknown")).rejects.toThrow("one_commit");
    }
    const id = "dlv_failed_before";
    await insertTestDelivery(test.gateway.dependencies.database, { deliveryId: id, mediaIds: [] });
    await insert(id, "failed_confirmed");
    await insert(id, "done");
    await expect(insert(id, null)).rejects.toThrow("one_commit");
  });

  it("cannot be sent twice even when the engine forgets what it knew", async () => {
    for (const { id } of [await makeUnconfirmed(), await published()]) {
      const before = test.platform.posts().length;
      await forget(id);

      await expect(test.wake(id)).rejects.toThrow("one_commit");

      expect(test.platform.posts().length).toBe(before);
      expect((await deliveryRow(test, id)).commit_state).toBe("none");
      await kysely()
        .updateTable("deliveries")
        .set({ status: "failed", due_at: null })
        .where("id", "=", id)
        .execute();
    }
  });

  it("may be sent again after a person has said that nothing is out", async () => {
    const { postId, id } = await makeUnconfirmed();
    expect(await outcomesOf(id)).toEqual(["unknown"]);

    const resolved = await test.request(`/v1/deliveries/${id}/resolve`, {
      method: "POST",
      json: { outcome: "not_published" },
    });
    await readJson(resolved, 200);
    expect(await outcomesOf(id)).toEqual(["failed_confirmed"]);
    await readJson(await test.request(`/v1/posts/${postId}/retry`, { method: "POST" }), 200);
    await test.settle(1);

    expect((await shownDelivery(test, postId)).status).toBe("published");
    expect(await outcomesOf(id)).toEqual(["failed_confirmed", "done"]);
  });

  it("are done when a person has said that it is out", async () => {
    const { id } = await makeUnconfirmed();
    await test.request(`/v1/deliveries/${id}/resolve`, {
      method: "POST",
      json: { outcome: "published" },
    });

    expect(await outcomesOf(id)).toEqual(["done"]);
  });

  it("are over when the platform proves that nothing came of a commit, and another begins", async () => {
    const { id } = await makeDelivery(test, { options: { commit: "create" } });
    test.platform.failNext("create-post", "request-lost");
    await test.settle(1);

    expect(await outcomesOf(id)).toEqual(["failed_confirmed", "done"]);
  });

  it("are abandoned when they are canceled before anything could be seen", async () => {
    const { postId, id } = await makeDelivery(test);
    test.beforeNextBytes(async () => {
      await test.request(`/v1/posts/${postId}/cancel`, { method: "POST" });
    });
    await test.wake(id);

    expect(await attemptsOf(id)).toMatchObject([
      { commit_started_at: null, outcome: "abandoned_before_commit" },
    ]);
  });

  it("may be armed by a release that did not see them begin", async () => {
    const { id } = await makeDelivery(test);
    test.platform.failNext("open-upload", "rate-limited");
    await test.wake(id);
    await kysely().deleteFrom("delivery_attempts").where("delivery_id", "=", id).execute();
    await test.settle(1);

    expect(await outcomesOf(id)).toEqual(["done"]);
  });

  async function published() {
    const made = await makeDelivery(test);
    await test.settle(1);
    expect((await deliveryRow(test, made.id)).status).toBe("published");
    return made;
  }
});
