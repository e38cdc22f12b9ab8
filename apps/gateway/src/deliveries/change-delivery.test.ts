import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestPosts, type TestPosts } from "../../test/create-test-posts";
import { deliveryRow, makeDelivery } from "../../test/make-delivery";
import { withDatabases } from "../../test/test-databases";

withDatabases("the end of a delivery", (engine) => {
  let test: TestPosts;
  beforeAll(async () => {
    test = await createTestPosts(engine);
  });
  afterAll(() => test.close());

  it("destroys what was sealed for going on with it", async () => {
    const { id } = await makeDelivery(test);
    test.platform.failNext("last-bytes", "answer-lost");
    test.platform.failNext("upload-status", "server-error");
    test.platform.failNext("post-status", "server-error");
    test.platform.failNext("find-post", "server-error");
    await test.wake(id);
    expect((await deliveryRow(test, id)).state).not.toBeNull();

    test.platform.clearFaults();
    await test.settle(1);
    expect(await deliveryRow(test, id)).toMatchObject({ status: "published", state: null });
  });
});
