import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestPosts, type TestPosts } from "../../test/create-test-posts";
import { makeDelivery, shownDelivery } from "../../test/make-delivery";
import { withDatabases } from "../../test/test-databases";

withDatabases("what a run leads to", (engine) => {
  let test: TestPosts;
  beforeAll(async () => {
    test = await createTestPosts(engine);
  });
  afterAll(() => test.close());

  const revisionOf = async (postId: string) => {
    const { revision } = await test.gateway.dependencies.database.kysely
      .selectFrom("posts")
      .select("revision")
      .where("id", "=", postId)
      .executeTakeFirstOrThrow();
    return revision;
  };

  it("is shown again when it is another wait for the same reason", async () => {
    const { postId, id } = await makeDelivery(test);
    test.platform.failNext("open-upload", "rate-limited", 2);
    await test.wake(id);
    const first = await shownDelivery(test, postId);
    const revision = await revisionOf(postId);
    test.gateway.clock.advance(60_000);

    await test.wake(id);

    const second = await shownDelivery(test, postId);
    expect(second).toMatchObject({ status: "waiting", status_detail: "rate_limited" });
    expect(second.resumes_at).not.toBe(first.resumes_at);
    expect(second.timeline.map(({ status }) => status)).toEqual(["queued", "waiting", "waiting"]);
    expect(await revisionOf(postId)).toBeGreaterThan(revision);
    await test.settle(1);
    expect((await shownDelivery(test, postId)).status).toBe("published");
  });

  it("is told once while the platform says the same again and again", async () => {
    const { postId, id } = await makeDelivery(test);
    test.platform.setProcessingAnswers(5);

    await test.wake(id);
    await test.settle(1);
    test.platform.setProcessingAnswers(0);

    const { timeline } = await shownDelivery(test, postId);
    const said = timeline.map(({ status, detail }) => `${status} ${detail !== null}`);
    expect(said).toEqual([...new Set(said)]);
    expect(timeline.at(-1)?.status).toBe("published");
  });
});
