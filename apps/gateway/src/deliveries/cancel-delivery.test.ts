import { afterAll, beforeAll, expect, it } from "vitest";
import { readJson } from "../../test/create-test-gateway";
import { createTestPosts, type TestPosts } from "../../test/create-test-posts";
import { deliveryRow, makeDelivery, shownDelivery } from "../../test/make-delivery";
import { withDatabases } from "../../test/test-databases";

withDatabases("canceling", (engine) => {
  let test: TestPosts;
  beforeAll(async () => {
    test = await createTestPosts(engine);
  });
  afterAll(() => test.close());

  const cancel = async (postId: string) =>
    readJson(await test.request(`/v1/posts/${postId}/cancel`, { method: "POST" }), 200);
  const canceled = { status: "canceled", status_detail: "canceled_by_caller", error: null };
  const outcomesOf = async (id: string) => {
    const rows = await test.gateway.dependencies.database.kysely
      .selectFrom("delivery_attempts")
      .select("outcome")
      .where("delivery_id", "=", id)
      .orderBy("id")
      .execute();
    return rows.map(({ outcome }) => outcome);
  };
  const calls = (operation: string) =>
    test.platform.calls().filter((call) => call === operation).length;
  /** A delivery whose last bytes were lost on their way, and whose platform cannot say so yet. */
  const makeOpen = async (fault: "request-lost" | "answer-lost") => {
    const made = await makeDelivery(test);
    test.platform.failNext("last-bytes", fault);
    test.platform.failNext("upload-status", "server-error");
    test.platform.failNext("post-status", "server-error");
    test.platform.failNext("find-post", "server-error");
    await test.wake(made.id);
    test.platform.clearFaults();
    expect((await deliveryRow(test, made.id)).commit_state).toBe("armed");
    return made;
  };

  it("while bytes are sent also takes away what is at the platform, in the background", async () => {
    const { postId, id } = await makeDelivery(test);
    const before = { posts: test.platform.posts().length, drops: calls("drop-upload") };
    test.beforeNextBytes(async () => {
      expect(await cancel(postId)).toMatchObject({ canceled: [id], too_late: [], requested: [] });
    });
    await test.wake(id);
    expect(calls("drop-upload")).toBe(before.drops);

    await test.settle(1);

    expect(await shownDelivery(test, postId)).toMatchObject(canceled);
    expect(calls("drop-upload")).toBe(before.drops + 1);
    expect(test.platform.posts().length).toBe(before.posts);
    expect(await deliveryRow(test, id)).toMatchObject({ state: null, due_at: null, claims: 0 });
  });

  it("does not depend on a platform that is down", async () => {
    // Its own account, since what the platform limits is limited for every post of the account.
    const connection = await test.connect({ user: "limited" });
    const { postId, id } = await makeDelivery(test, { connection });
    test.platform.failNext("open-upload", "rate-limited");
    await test.wake(id);
    test.platform.failNext("drop-upload", "server-error");

    await cancel(postId);
    await test.settle(1);

    test.platform.clearFaults();
    expect(await shownDelivery(test, postId)).toMatchObject(canceled);
    expect(await deliveryRow(test, id)).toMatchObject({ state: null, due_at: null });
  });

  it("after the commit is believed when the platform proves that nothing will appear", async () => {
    const { postId, id } = await makeOpen("request-lost");
    const before = test.platform.posts().length;

    expect(await cancel(postId)).toMatchObject({ canceled: [id], too_late: [], requested: [] });

    await test.settle(48);
    expect(await shownDelivery(test, postId)).toMatchObject(canceled);
    expect(await outcomesOf(id)).toEqual(["failed_confirmed"]);
    expect(test.platform.posts().length).toBe(before);
  });

  it("after the commit never loses what is out", async () => {
    const { postId, id } = await makeOpen("answer-lost");

    expect(await cancel(postId)).toMatchObject({ canceled: [], too_late: [id], requested: [] });

    expect((await deliveryRow(test, id)).cancel_requested_at).toBeNull();
    await test.settle(1);
    expect((await shownDelivery(test, postId)).status).toBe("published");
    expect(await outcomesOf(id)).toEqual(["done"]);
    expect(await cancel(postId)).toMatchObject({ canceled: [], too_late: [id] });
  });

  it("after the commit is asked for until the platform answers, and nothing is sent meanwhile", async () => {
    const { postId, id } = await makeOpen("answer-lost");
    const fallSilent = () => {
      for (const operation of ["drop-upload", "find-post", "post-status", "upload-status"]) {
        test.platform.failNext(operation, "server-error");
      }
    };
    fallSilent();

    expect(await cancel(postId)).toMatchObject({ canceled: [], too_late: [], requested: [id] });

    const canceling = {
      ...{ status: "waiting", status_detail: "canceling" },
      error: { code: "platform_unavailable" },
    };
    const pauses: number[] = [];
    for (let asked = 0; asked < 8; asked += 1) {
      const { resumes_at: until, ...waiting } = await shownDelivery(test, postId);
      expect(waiting).toMatchObject(canceling);
      const pauseMs = Date.parse(until ?? "") - test.gateway.clock.now().getTime();
      pauses.push(pauseMs);
      test.gateway.clock.advance(pauseMs);
      fallSilent();
      await test.wake(id);
    }
    // Soon at first, and then ever less often.
    expect(pauses[0]).toBeLessThan(10_000);
    expect(pauses.toSorted((a, b) => a - b)).toEqual(pauses);

    test.platform.clearFaults();
    await test.settle(1);
    expect(await shownDelivery(test, postId)).toMatchObject({ status: "published", error: null });
  });

  it("while the platform processes is too late", async () => {
    const { postId, id } = await makeDelivery(test);
    test.platform.setProcessingAnswers(3);
    await test.wake(id);

    expect(await cancel(postId)).toMatchObject({ canceled: [], too_late: [id] });

    await test.settle(1);
    test.platform.setProcessingAnswers(0);
    expect((await shownDelivery(test, postId)).status).toBe("published");
  });

  it("is remembered while a worker has the last bytes in its hands", async () => {
    const { postId, id } = await makeDelivery(test, { sizeBytes: 100 });
    const before = test.platform.posts().length;
    test.beforeNextBytes(async () => {
      expect(await cancel(postId)).toMatchObject({ canceled: [], too_late: [], requested: [id] });
      test.platform.failNext("last-bytes", "request-lost");
      for (const operation of ["find-post", "post-status", "upload-status"]) {
        test.platform.failNext(operation, "server-error");
      }
    });
    await test.wake(id);
    test.platform.clearFaults();
    expect((await deliveryRow(test, id)).due_at).toEqual(test.gateway.clock.now());

    await test.settle(1);

    expect(await shownDelivery(test, postId)).toMatchObject(canceled);
    expect(test.platform.posts().length).toBe(before);
  });

  it("comes too late for what the worker brings out meanwhile", async () => {
    const { postId, id } = await makeDelivery(test, { sizeBytes: 100 });
    test.beforeNextBytes(async () => {
      expect(await cancel(postId)).toMatchObject({ requested: [id] });
    });

    await test.wake(id);
    await test.settle(1);

    expect((await shownDelivery(test, postId)).status).toBe("published");
  });
});
