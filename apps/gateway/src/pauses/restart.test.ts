import { afterAll, beforeAll, expect, it } from "vitest";
import { type EndToEnd, startEndToEnd } from "../../test/end-to-end";
import { postSchema } from "../posts/post-body";

let test: EndToEnd;
beforeAll(async () => {
  test = await startEndToEnd();
});
afterAll(() => test.close());

it("a pause outlives the process, and what it held up goes on when it is taken back", async () => {
  const connection = await test.connect();
  await test.api.post("/v1/pause", { scope: "all" });
  const media = [await test.store("h264.mov")];
  const post = postSchema.parse(
    await test.api.post("/v1/posts", { media, targets: [{ connection, mode: "draft" }] }),
  );
  await test.follow(post.id, ["waiting"]);

  await test.restart(async () => {});

  expect(await test.api.get("/v1/pauses")).toMatchObject({ data: [{ scope: "all" }] });
  const held = postSchema.parse(await test.api.get(`/v1/posts/${post.id}`));
  expect(held.deliveries[0]).toMatchObject({ status: "waiting", status_detail: "paused" });
  expect(test.sandbox.inspect.tasks()).toEqual([]);

  await test.api.post("/v1/resume", { scope: "all" });

  await test.follow(post.id, ["in_inbox"]);
  expect(test.sandbox.inspect.tasks()).toHaveLength(1);
});
