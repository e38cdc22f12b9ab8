import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { readJson } from "../../test/create-test-gateway";
import { createTestPosts, type TestPosts } from "../../test/create-test-posts";
import { deliveryRow, makeDelivery, shownDelivery } from "../../test/make-delivery";
import { withDatabases } from "../../test/test-databases";
import { postSchema } from "../posts/post-body";
import { markRestored } from "./mark-restored";

withDatabases("a database that was put back", (engine) => {
  let test: TestPosts;
  beforeAll(async () => {
    test = await createTestPosts(engine);
  });
  afterAll(() => test.close());
  // Whatever the test before has held up.
  beforeEach(() => resume());

  const mark = () => markRestored(test.gateway.dependencies.database, test.gateway.clock.now);
  const resume = () => test.request("/v1/resume", { method: "POST", json: { scope: "all" } });
  const resolve = (id: string, outcome: string) =>
    test.request(`/v1/deliveries/${id}/resolve`, { method: "POST", json: { outcome } });
  const retry = (postId: string) => test.request(`/v1/posts/${postId}/retry`, { method: "POST" });
  const inDays = (days: number) => new Date(test.gateway.clock.now().getTime() + days * 86_400_000);

  it("publishes nothing that it believes to be open, until a person has settled it", async () => {
    const queued = await makeDelivery(test);
    const scheduled = await makeDelivery(test, { publishAt: inDays(1) });
    const armed = await makeDelivery(test);
    test.platform.setProcessingAnswers(3);
    await test.wake(armed.id);
    expect((await deliveryRow(test, armed.id)).status).toBe("processing");
    const out = test.platform.posts().length;

    expect(await mark()).toMatchObject({ held: 3 });
    await resume();
    await test.settle(72);
    for (const { id } of [queued, scheduled, armed]) await test.wake(id);

    expect(test.platform.posts()).toHaveLength(out);
    for (const { postId } of [queued, scheduled, armed]) {
      expect(await shownDelivery(test, postId)).toMatchObject({
        status: "unconfirmed",
        status_detail: "restored_from_backup",
      });
      expect((await retry(postId)).status).toBe(409);
    }
  });

  it("lets a person say that nothing is out, and then try again at the time it was meant for", async () => {
    const at = inDays(10);
    const { postId, id } = await makeDelivery(test, { publishAt: at });
    await mark();
    await resume();

    await readJson(await resolve(id, "not_published"), 200);
    await readJson(await retry(postId), 200);

    expect(await deliveryRow(test, id)).toMatchObject({ status: "scheduled", due_at: at });
    const before = test.platform.posts().length;
    await test.settle(24 * 11);
    expect(test.platform.posts()).toHaveLength(before + 1);
  });

  it("never publishes what its owner has not agreed to", async () => {
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
    const post = postSchema.parse(await readJson(made, 202));
    const id = post.deliveries[0]?.id ?? "";
    expect(post.deliveries[0]?.status).toBe("awaiting_review");
    await mark();

    const page = await test.request(new URL(post.review_url ?? "").pathname, { key: null });
    expect(await page.text()).not.toContain("Approve");
    expect(await readJson(await resolve(id, "not_published"), 200)).toMatchObject({
      status: "canceled",
    });
    expect((await retry(post.id)).status).toBe(409);
  });

  it("does not try again what had failed, before a person has settled it", async () => {
    test.platform.failNext("create-post", "answer-lost");
    const { postId, id } = await makeDelivery(test, { options: { commit: "bare-create" } });
    await test.settle(1);
    await readJson(await resolve(id, "not_published"), 200);
    expect((await deliveryRow(test, id)).status).toBe("failed");
    await mark();

    const refused = await readJson(await retry(postId), 409);
    expect(refused.detail).toMatch(/restored from a backup/);
    await readJson(await resolve(id, "not_published"), 200);
    await readJson(await retry(postId), 200);
    expect((await deliveryRow(test, id)).status).toBe("queued");
  });

  it("brings nothing new to a platform until the operator resumes", async () => {
    await mark();
    const before = test.platform.posts().length;
    const { postId, id } = await makeDelivery(test);
    await test.wake(id);
    expect(await shownDelivery(test, postId)).toMatchObject({
      status: "waiting",
      status_detail: "paused",
    });

    await resume();
    await test.settle(1);

    expect(test.platform.posts()).toHaveLength(before + 1);
  });

  it("gives no number of an event a second time, and is written down", async () => {
    const { kysely } = test.gateway.dependencies.database;
    const lastEvent = async () =>
      Number(
        (await kysely.selectFrom("events").select("id").orderBy("id", "desc").executeTakeFirst())
          ?.id,
      );
    const before = await lastEvent();
    await mark();
    await makeDelivery(test);

    expect(await lastEvent()).toBeGreaterThan(before + 900_000);
    const audit = await readJson(await test.request("/v1/audit?action=gateway.restored"), 200);
    expect(audit.data).toContainEqual(
      expect.objectContaining({ actor: { kind: "gateway", id: "restore" } }),
    );
  });
});
