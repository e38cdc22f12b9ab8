import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readJson } from "../../test/create-test-gateway";
import { createTestPosts, type TestPosts } from "../../test/create-test-posts";
import { deliveryRow, makeDelivery, shownDelivery } from "../../test/make-delivery";
import { withDatabases } from "../../test/test-databases";
import { postSchema } from "../posts/post-body";
import { claimDelivery } from "./claim-delivery";
import { MAX_CLAIMS } from "./end-delivery";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The table "Every delivery ends" of docs/architecture.md, row by row. */
withDatabases("every delivery ends", (engine) => {
  let test: TestPosts;
  beforeAll(async () => {
    test = await createTestPosts(engine);
  });
  afterAll(() => test.close());

  const { stringify } = JSON;
  const kysely = () => test.gateway.dependencies.database.kysely;
  const set = (id: string, change: { state?: string; due_at?: Date }) =>
    kysely().updateTable("deliveries").set(change).where("id", "=", id).execute();
  const wakeAndFail = (id: string) => test.wake(id).catch((error: unknown) => stringify(error));
  /** Wakes a delivery whenever it is due, whatever comes of it, until nothing is left to do. */
  const settleFailing = async (id: string) => {
    for (let times = 0; times < 200; times += 1) {
      const { due_at } = await deliveryRow(test, id);
      if (due_at === null) return;
      test.gateway.clock.advance(
        Math.max(due_at.getTime() - test.gateway.clock.now().getTime(), 0),
      );
      await wakeAndFail(id);
    }
    throw new Error("It does not end.");
  };
  const send = (path: string, json: object) => test.request(path, { method: "POST", json });

  it("awaiting_review: with the review's link", async () => {
    const made = await test.post({
      media: [test.addMedia()],
      targets: [
        {
          connection: test.connection,
          mode: "publish",
          options: { transfer: "offset", commit: "last-byte" },
        },
      ],
    });
    const { id } = postSchema.parse(await readJson(made, 202));

    await test.settle(24 * 8);

    expect(await shownDelivery(test, id)).toMatchObject({
      status: "canceled",
      status_detail: "review_expired",
    });
  });

  it("scheduled: begins at its time", async () => {
    const publishAt = new Date(test.gateway.clock.now().getTime() + 2 * DAY_MS);
    const { postId } = await makeDelivery(test, { publishAt });

    await test.settle(47);
    expect((await shownDelivery(test, postId)).status).toBe("scheduled");
    await test.settle(49);

    expect((await shownDelivery(test, postId)).status).toBe("published");
  });

  it("waiting while it is paused: after ten days", async () => {
    const { postId, id } = await makeDelivery(test);
    await readJson(await send("/v1/pause", { scope: "all" }), 200);

    await test.wake(id);
    const from = test.gateway.clock.now().getTime();
    await test.settle(24 * 11);

    await readJson(await send("/v1/resume", { scope: "all" }), 200);
    expect(await shownDelivery(test, postId)).toMatchObject({
      status: "failed",
      error: { code: "deadline_exceeded", outcome: "not_published" },
    });
    expect(test.gateway.clock.now().getTime() - from).toBe(10 * DAY_MS);
  });

  it("queued or scheduled, and taken up by nobody: not published weeks late", async () => {
    const publishAt = new Date(test.gateway.clock.now().getTime() + DAY_MS);
    const made = [await makeDelivery(test), await makeDelivery(test, { publishAt })];
    const calls = test.platform.calls().length;
    test.gateway.clock.advance(11 * DAY_MS);

    await test.settle(1);

    for (const { postId } of made) {
      expect(await shownDelivery(test, postId)).toMatchObject({
        status: "failed",
        error: { code: "deadline_exceeded", outcome: "not_published" },
      });
    }
    expect(test.platform.calls().length).toBe(calls);
  });

  it("processing, whatever keeps it: after ten days, to be settled by a person", async () => {
    const { postId, id } = await makeDelivery(test);
    test.platform.setProcessingAnswers(3);
    await test.wake(id);
    test.platform.setProcessingAnswers(0);
    expect((await shownDelivery(test, postId)).status).toBe("processing");
    const calls = test.platform.calls().length;
    test.gateway.clock.advance(10 * DAY_MS);

    await test.wake(id);

    expect(await shownDelivery(test, postId)).toMatchObject({
      status: "unconfirmed",
      status_detail: "deadline_exceeded",
      error: { code: "deadline_exceeded", outcome: "unknown" },
    });
    expect(test.platform.calls().length).toBe(calls);
    expect((await deliveryRow(test, id)).due_at).toBeNull();
  });

  it("failing here again and again: after a day of longer and longer pauses", async () => {
    const { postId, id } = await makeDelivery(test);
    const from = test.gateway.clock.now().getTime();
    await set(id, { state: "not sealed by us" });

    await settleFailing(id);

    expect(await shownDelivery(test, postId)).toMatchObject({
      status: "failed",
      error: { code: "internal_error", outcome: "not_published" },
    });
    const tookMs = test.gateway.clock.now().getTime() - from;
    expect(tookMs).toBeGreaterThan(12 * HOUR_MS);
    expect(tookMs).toBeLessThan(36 * HOUR_MS);
  });

  it("failing here after a commit: unconfirmed, and nothing is sent again", async () => {
    const { postId, id } = await makeDelivery(test);
    test.platform.setProcessingAnswers(3);
    await test.wake(id);
    test.platform.setProcessingAnswers(0);
    const before = test.platform.posts().length;
    await set(id, { state: "not sealed by us" });

    await settleFailing(id);

    expect(await shownDelivery(test, postId)).toMatchObject({
      status: "unconfirmed",
      error: { code: "internal_error", outcome: "unknown" },
    });
    expect(test.platform.posts().length).toBe(before);
  });

  it("killing its worker again and again: after as many times", async () => {
    const { postId, id } = await makeDelivery(test);
    const { database } = test.gateway.dependencies;
    for (let kills = 0; kills < MAX_CLAIMS; kills += 1) {
      expect(await claimDelivery(database, id, test.gateway.clock.now())).not.toBeNull();
      await kysely()
        .updateTable("deliveries")
        .set({ lease_until: sql<Date>`now() - interval '1 second'` })
        .where("id", "=", id)
        .execute();
    }

    await test.wake(id);

    expect(await shownDelivery(test, postId)).toMatchObject({
      status: "failed",
      error: { code: "internal_error" },
    });
  });

  it("killing its worker while it gets on: goes on", async () => {
    const { postId, id } = await makeDelivery(test);
    await kysely().updateTable("deliveries").set({ claims: 20 }).where("id", "=", id).execute();
    const seen: number[] = [];
    test.beforeNextBytes(async () => {
      seen.push((await deliveryRow(test, id)).claims);
    });

    await test.wake(id);

    expect(seen).toEqual([1]);
    await test.settle(1);
    expect((await shownDelivery(test, postId)).status).toBe("published");
  });

  it("published: stays so when it can no longer be asked about", async () => {
    const { postId, id } = await makeDelivery(test);
    await test.settle(1);
    await kysely()
      .updateTable("deliveries")
      .set({ claims: MAX_CLAIMS, due_at: test.gateway.clock.now() })
      .where("id", "=", id)
      .execute();

    await test.wake(id);

    expect((await shownDelivery(test, postId)).status).toBe("published");
    expect((await deliveryRow(test, id)).due_at).toBeNull();
  });

  it("a result gives it all its time again", async () => {
    const { id } = await makeDelivery(test);
    await set(id, { state: "not sealed by us" });
    await wakeAndFail(id);
    await wakeAndFail(id);
    expect((await deliveryRow(test, id)).claims).toBe(1);
    await kysely().updateTable("deliveries").set({ state: null }).where("id", "=", id).execute();

    await test.settle(1);

    expect(await deliveryRow(test, id)).toMatchObject({ status: "published", claims: 0 });
  });
});

// Six hundred waits: the budget is the pipeline's, and the same on both databases.
it("waiting for a limit: after 48 hours", async () => {
  const test = await createTestPosts("embedded");
  const { postId, id } = await makeDelivery(test);
  const from = test.gateway.clock.now().getTime();
  test.platform.failNext("open-upload", "rate-limited", 5_000);

  await test.settle(24 * 3);

  test.platform.clearFaults();
  expect(await shownDelivery(test, postId)).toMatchObject({
    status: "failed",
    error: { code: "quota_exhausted" },
  });
  const { updated_at } = await deliveryRow(test, id);
  expect(updated_at.getTime() - from).toBeLessThanOrEqual(48 * HOUR_MS + 60_000);
  await test.close();
}, 120_000);
