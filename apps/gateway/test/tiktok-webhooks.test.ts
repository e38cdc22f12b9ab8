import { DEFAULT_WEB_APP } from "@upload-post/tiktok-sandbox";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type PostBody, postSchema } from "../src/posts/post-body";
import { type EndToEnd, startEndToEnd } from "./end-to-end";

/** Far less than the minutes after which a post that is out is asked about by itself. */
const AT_ONCE_MS = 15_000;

describe("TikTok's webhooks, over sockets", () => {
  let test: EndToEnd;
  let connection = "";
  beforeAll(async () => {
    test = await startEndToEnd();
    test.sandbox.changeApp(DEFAULT_WEB_APP.clientKey, {
      webhookUrl: `${test.origin}/webhooks/tiktok`,
    });
    connection = await test.connect();
  });
  afterAll(() => test.close());

  const create = async (body: object): Promise<PostBody> =>
    postSchema.parse(await test.api.post("/v1/posts", body));
  const atOnce = (look: () => Promise<void>) =>
    vi.waitFor(look, { timeout: AT_ONCE_MS, interval: 200 });
  const deliveryOf = async ({ id }: PostBody) =>
    postSchema.parse(await test.api.get(`/v1/posts/${id}`)).deliveries[0];

  it("bring the id of a post as soon as it is public", async () => {
    test.sandbox.setSwitches({ moderationMs: 5_000 });
    const post = await create({
      media: [await test.store("vertical-h264-aac.mp4")],
      targets: [{ connection, mode: "publish", options: { privacy_level: "PUBLIC_TO_EVERYONE" } }],
    });
    await test.approve(post, { privacy_level: "PUBLIC_TO_EVERYONE" });
    const out = await test.follow(post.id, ["published"]);
    expect(out.deliveries[0]?.post_id).toBeNull();

    await atOnce(async () => {
      const task = test.sandbox.inspect.tasks().at(-1);
      expect(task?.posts[0]?.public).toBe(true);
      expect((await deliveryOf(post))?.post_id).toBe(task?.posts[0]?.id);
    });
    const states = test.sandbox.inspect.webhooks().map(({ event, state }) => [event, state]);
    expect(states).toContainEqual(["post.publish.publicly_available", "delivered"]);
  });

  it("show a draft as published as soon as its owner posted it", async () => {
    const post = await create({
      media: [await test.store("h264.mov")],
      targets: [{ connection, mode: "draft" }],
    });
    await test.follow(post.id, ["in_inbox"]);

    test.sandbox.owner.postDraft(test.sandbox.inspect.tasks().at(-1)?.publishId ?? "");

    await atOnce(async () => expect((await deliveryOf(post))?.status).toBe("published"));
  });

  it("are refused when they are forged", async () => {
    test.sandbox.setSwitches({ webhookSignature: "invalid" });
    const before = test.sandbox.inspect.webhooks().length;
    const post = await create({
      media: [await test.store("hevc.mp4")],
      targets: [{ connection, mode: "draft" }],
    });
    await test.follow(post.id, ["in_inbox"]);
    await test.sandbox.settle();

    const forged = test.sandbox.inspect.webhooks().slice(before);
    expect(forged.flatMap(({ attempts }) => attempts.map(({ status }) => status))).toContain(401);
    expect(forged.map(({ state }) => state)).not.toContain("delivered");
    test.sandbox.setSwitches({ webhookSignature: "valid" });
  });

  it("ask for a new consent as soon as the owner took it back", async () => {
    test.sandbox.owner.disconnectApp("ada.public", DEFAULT_WEB_APP.clientKey);

    await atOnce(async () => {
      const shown = await test.api.get(`/v1/connections/${connection}`);
      expect(shown.status).toBe("reauthorization_required");
    });
  });
});
