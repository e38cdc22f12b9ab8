import { afterAll, beforeAll, expect, it } from "vitest";
import { readJson } from "../../test/create-test-gateway";
import { createTestPosts, type TestPosts } from "../../test/create-test-posts";
import { withDatabases } from "../../test/test-databases";
import { type PostBody, postSchema } from "../posts/post-body";

withDatabases("reviews", (engine) => {
  let test: TestPosts;
  let count = 0;
  beforeAll(async () => {
    test = await createTestPosts(engine);
  });
  afterAll(() => test.close());

  /** A post that waits for its owner, with what the caller would like. */
  const waiting = async (options: Record<string, unknown> = {}): Promise<PostBody> => {
    count += 1;
    const made = await test.post({
      media: [test.addMedia()],
      text: `Look at this ${count}`,
      targets: [
        {
          connection: test.connection,
          mode: "publish",
          options: { transfer: "offset", commit: "last-byte", ...options },
        },
      ],
    });
    return postSchema.parse(await readJson(made, 202));
  };
  const pathOf = (post: PostBody) => new URL(post.review_url ?? "").pathname;
  const open = (post: PostBody) => test.request(pathOf(post), { key: null });
  const decide = async (post: PostBody, fields: Record<string, string>) => {
    const page = await (await open(post)).text();
    const digest = /name="digest" value="([0-9a-f]+)"/.exec(page)?.[1] ?? "";
    return test.request(pathOf(post), {
      method: "POST",
      key: null,
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ digest, ...fields }).toString(),
    });
  };
  const shown = async (post: PostBody) => postSchema.parse(await test.getPost(post.id));
  const deliveryId = (post: PostBody) => post.deliveries[0]?.id ?? "";
  const choices = (post: PostBody, audience: string, text = "Look at this") => ({
    decision: "approve",
    [`${deliveryId(post)}.text`]: text,
    [`${deliveryId(post)}.audience`]: audience,
    [`${deliveryId(post)}.transfer`]: "offset",
    [`${deliveryId(post)}.commit`]: "last-byte",
  });

  it("sends nothing before the owner approves", async () => {
    const before = test.platform.calls().filter((call) => call !== "account").length;
    const post = await waiting();

    await test.settle(24);

    expect(post.deliveries[0]?.status).toBe("awaiting_review");
    expect((await shown(post)).deliveries[0]?.status).toBe("awaiting_review");
    expect(test.platform.calls().filter((call) => call !== "account").length).toBe(before);
  });

  it("shows whose account it is and fills in nothing the owner must decide", async () => {
    const post = await waiting({ audience: "everyone" });

    const page = await open(post);

    const text = await page.text();
    expect(page.status).toBe(200);
    expect(text).toContain("Account One");
    expect(text).toContain("Suggested: everyone.");
    expect(text).toMatch(/name="dlv_[^"]+\.audience" required\s*><option value="">Choose…/);
    expect(text).not.toMatch(/value="everyone" selected/);
    expect(text).toContain("By posting you agree to the memory platform&#39;s terms.");
    expect(page.headers.get("Content-Security-Policy")).toContain("frame-ancestors 'none'");
    expect(page.headers.get("Cache-Control")).toBe("no-store");
  });

  it("shows the media to whoever holds the link, and to nobody else", async () => {
    const post = await waiting();

    const media = await test.request(`${pathOf(post)}/media/0`, { key: null });
    const part = await test.request(`${pathOf(post)}/media/0`, {
      key: null,
      headers: { Range: "bytes=0-4" },
    });
    const wrong = await test.request("/review/wrong/media/0", { key: null });
    const missing = await test.request(`${pathOf(post)}/media/9`, { key: null });

    expect(media.status).toBe(200);
    expect(media.headers.get("Content-Type")).toBe("video/mp4");
    expect(await media.text()).toMatch(/^video \d+$/);
    expect(part.status).toBe(206);
    expect(await part.text()).toBe("video");
    expect(wrong.status).toBe(404);
    expect(missing.status).toBe(404);
  });

  it("posts what the owner approved, with the owner's words and choices, once", async () => {
    const post = await waiting({ audience: "everyone" });
    const before = test.platform.posts().length;

    const approved = await decide(post, choices(post, "owner", "My own words"));
    expect(approved.status).toBe(200);
    const again = await decide(post, choices(post, "everyone"));
    expect(again.status).toBe(410);
    await test.settle(1);

    const done = await shown(post);
    expect(done.deliveries[0]?.status).toBe("published");
    expect(done.review_url).toBeNull();
    expect(test.platform.posts().slice(before)).toMatchObject([
      { text: "My own words", audience: "owner" },
    ]);
  });

  it("keeps a receipt of what was consented to", async () => {
    const post = await waiting();
    await decide(post, choices(post, "owner"));

    const { receipt, decision } = await test.gateway.dependencies.database.kysely
      .selectFrom("reviews")
      .select(["receipt", "decision"])
      .where("post_id", "=", post.id)
      .executeTakeFirstOrThrow();

    expect(decision).toBe("approved");
    expect(receipt).toMatchObject({
      consented_at: test.gateway.clock.now().toISOString(),
      deliveries: [
        {
          id: deliveryId(post),
          account: "Account One",
          options: { audience: "owner" },
          declarations: ["By posting you agree to the memory platform's terms."],
        },
      ],
    });
  });

  it("says what is wrong and keeps what was entered", async () => {
    const post = await waiting();

    const refused = await decide(post, choices(post, "", "x".repeat(101)));

    const text = await refused.text();
    expect(refused.status).toBe(422);
    expect(text).toContain("takes at most 100");
    expect(text).toContain("x".repeat(101));
    expect((await shown(post)).deliveries[0]?.status).toBe("awaiting_review");
  });

  it("rejects on the owner's word", async () => {
    const post = await waiting();

    const rejected = await decide(post, { decision: "reject" });

    expect(rejected.status).toBe(200);
    expect(await shown(post)).toMatchObject({
      status: "canceled",
      review_url: null,
      deliveries: [{ status: "canceled", status_detail: "rejected_by_owner" }],
    });
  });

  it("does not take a consent to something else than is there now", async () => {
    const post = await waiting();
    await test.gateway.dependencies.database.kysely
      .updateTable("deliveries")
      .set({ text: "Changed behind the owner's back" })
      .where("post_id", "=", post.id)
      .execute();

    const answer = await decide(post, choices(post, "owner"));

    expect(answer.status).toBe(409);
    expect((await shown(post)).deliveries[0]?.status).toBe("awaiting_review");
  });

  it("lets a review expire, and the deliveries with it", async () => {
    const post = await waiting();

    await test.settle(8 * 24);

    expect((await shown(post)).deliveries[0]).toMatchObject({
      status: "canceled",
      status_detail: "review_expired",
    });
    expect((await open(post)).status).toBe(410);
  });

  it("escapes whatever a caller wrote", async () => {
    const made = await test.post({
      media: [test.addMedia()],
      text: `</textarea><script>alert(1)</script>`,
      targets: [
        {
          connection: test.connection,
          mode: "publish",
          options: { transfer: "offset", commit: "last-byte" },
        },
      ],
    });
    const post = postSchema.parse(await readJson(made, 202));

    const text = await (await open(post)).text();

    expect(text).not.toContain("<script>");
  });

  it("answers an unknown link with a page", async () => {
    const page = await test.request("/review/unknown", { key: null });

    expect(page.status).toBe(404);
    expect(await page.text()).toContain("This link leads nowhere");
  });
});
