import { afterAll, beforeAll, expect, it } from "vitest";
import { readJson } from "../../test/create-test-gateway";
import { createTestPosts, type TestPosts } from "../../test/create-test-posts";
import { withDatabases } from "../../test/test-databases";
import { type PostBody, postSchema } from "../posts/post-body";

const options = { transfer: "offset", commit: "last-byte" };

withDatabases("reviews under attack", (engine) => {
  let test: TestPosts;
  let second = "";
  let count = 0;
  beforeAll(async () => {
    test = await createTestPosts(engine);
    second = await test.connect({});
  });
  afterAll(() => test.close());

  const waiting = async (connections = [test.connection]): Promise<PostBody> => {
    count += 1;
    const made = await test.post({
      media: [test.addMedia()],
      text: `Hostile ${count}`,
      targets: connections.map((connection) => ({ connection, mode: "publish", options })),
    });
    return postSchema.parse(await readJson(made, 202));
  };
  const pathOf = (post: PostBody) => new URL(post.review_url ?? "").pathname;
  const shown = async (post: PostBody) => postSchema.parse(await test.getPost(post.id));
  const statuses = async (post: PostBody) =>
    (await shown(post)).deliveries.map(({ status }) => status);
  const digestOf = async (post: PostBody) => {
    const page = await test.request(pathOf(post), { key: null });
    return /name="digest" value="([0-9a-f]+)"/.exec(await page.text())?.[1] ?? "";
  };
  const approval = async (post: PostBody): Promise<Record<string, string>> => ({
    digest: await digestOf(post),
    decision: "approve",
    ...Object.fromEntries(
      post.deliveries.flatMap(({ id }) => [
        [`${id}.audience`, "owner"],
        [`${id}.transfer`, "offset"],
        [`${id}.commit`, "last-byte"],
      ]),
    ),
  });
  const submit = (
    post: PostBody,
    fields: Record<string, string>,
    headers: Record<string, string> = {},
  ) =>
    test.request(pathOf(post), {
      method: "POST",
      key: null,
      headers: { "Content-Type": "application/x-www-form-urlencoded", ...headers },
      body: new URLSearchParams(fields).toString(),
    });
  const cancel = (post: PostBody) =>
    test.request(`/v1/posts/${post.id}/cancel`, { method: "POST" });

  it("are decided once by two clicks at the same moment, and posted once", async () => {
    const post = await waiting();
    const fields = await approval(post);
    const before = test.platform.posts().length;

    const answers = await Promise.all([submit(post, fields), submit(post, fields)]);
    await test.settle(1);

    expect(answers.map(({ status }) => status).toSorted()).toEqual([
      200,
      expect.toSatisfy((status: number) => status === 409 || status === 410),
    ]);
    expect(test.platform.posts().length).toBe(before + 1);
  });

  it("take one of an approval and a rejection at the same moment", async () => {
    const post = await waiting();
    const fields = await approval(post);

    const answers = await Promise.all([submit(post, fields), submit(post, { decision: "reject" })]);

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.every(({ status }) => status < 500)).toBe(true);
    await test.settle(1);
  });

  it("are rejected once by two clicks at the same moment", async () => {
    const post = await waiting();
    const rejection = { decision: "reject" };

    const answers = await Promise.all([submit(post, rejection), submit(post, rejection)]);

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await statuses(post)).toEqual(["canceled"]);
  });

  it("never post what the caller cancels at the moment of the approval", async () => {
    for (let round = 0; round < 5; round += 1) {
      const post = await waiting([test.connection, second]);
      const fields = await approval(post);
      const before = test.platform.posts().length;

      const [approved, canceled] = await Promise.all([submit(post, fields), cancel(post)]);
      await test.settle(1);

      expect(approved.status).toBeLessThan(500);
      expect(canceled.status).toBe(200);
      expect(await statuses(post)).toEqual(["canceled", "canceled"]);
      expect(test.platform.posts().length).toBe(before);
    }
  });

  it("do not post what was canceled while the page was open", async () => {
    const post = await waiting();
    const fields = await approval(post);
    await cancel(post);

    const answer = await submit(post, fields);

    expect(answer.status).toBe(410);
    expect(await answer.text()).toContain("This post was withdrawn");
    expect(await shown(post)).toMatchObject({ status: "canceled", review_url: null });
  });

  it("post what remains when one of two accounts was disconnected while the page was open", async () => {
    const third = await test.connect({ user: "owner-3" });
    const post = await waiting([test.connection, third]);
    const fields = await approval(post);
    const gone = await test.request(`/v1/connections/${third}`, { method: "DELETE" });
    expect(gone.status).toBe(200);

    const answer = await submit(post, fields);
    await test.settle(1);

    expect(answer.status).toBe(200);
    expect(await statuses(post)).toEqual(["published", "canceled"]);
  });

  it("are not decided by a form without a decision", async () => {
    const post = await waiting();
    const fields = await approval(post);

    for (const decision of ["", "APPROVE", "__proto__"]) {
      expect((await submit(post, { ...fields, decision })).status).toBe(422);
    }
    expect(await statuses(post)).toEqual(["awaiting_review"]);
  });

  it("are not decided by another site", async () => {
    const post = await waiting();
    const fields = await approval(post);

    const foreign: readonly Record<string, string>[] = [
      { "Sec-Fetch-Site": "cross-site" },
      { "Sec-Fetch-Site": "same-site" },
      { Origin: "https://evil.example" },
    ];
    for (const headers of foreign) {
      expect((await submit(post, fields, headers)).status).toBe(403);
      expect((await submit(post, { decision: "reject" }, headers)).status).toBe(403);
    }
    expect(await statuses(post)).toEqual(["awaiting_review"]);
  });

  it.each<[string, (id: string) => Record<string, string>, number]>([
    ["a choice that the account does not offer", (id) => ({ [`${id}.audience`]: "world" }), 422],
    ["no choice", (id) => ({ [`${id}.audience`]: "" }), 422],
    ["a NUL in the text", (id) => ({ [`${id}.text`]: "a\u0000b" }), 400],
    ["a huge form", (id) => ({ [`${id}.text`]: "x".repeat(2 ** 20) }), 413],
    ["a wrong digest", () => ({ digest: "0".repeat(64) }), 409],
  ])("refuse %s in a forged form", async (_name, forge, status) => {
    const post = await waiting();

    const answer = await submit(post, {
      ...(await approval(post)),
      ...forge(post.deliveries[0]?.id ?? ""),
    });

    expect(answer.status).toBe(status);
    expect(await statuses(post)).toEqual(["awaiting_review"]);
  });

  it("ignore fields that nobody offered, whatever they are called", async () => {
    const post = await waiting();
    const id = post.deliveries[0]?.id ?? "";
    const other = await waiting();

    const answer = await submit(post, {
      ...(await approval(post)),
      __proto__: "x",
      [`${id}.__proto__`]: "x",
      [`${id}.constructor`]: "x",
      [`${other.deliveries[0]?.id}.text`]: "Somebody else's post",
    });
    await test.settle(1);

    expect(answer.status).toBe(200);
    expect(await statuses(post)).toEqual(["published"]);
    expect(await statuses(other)).toEqual(["awaiting_review"]);
  });

  it("refuse a body that is no form", async () => {
    const post = await waiting();

    const answer = await test.request(pathOf(post), {
      method: "POST",
      key: null,
      json: { decision: "reject" },
    });

    expect(answer.status).toBe(415);
    expect(await statuses(post)).toEqual(["awaiting_review"]);
  });

  it("show media without asking the platform, whose patience is short", async () => {
    const post = await waiting();
    const before = test.platform.calls().length;

    const media = await test.request(`${pathOf(post)}/media/0`, { key: null });
    const odd = await Promise.all(
      ["-1", "1", "0.5", "x", "1e9"].map((index) =>
        test.request(`${pathOf(post)}/media/${index}`, { key: null }),
      ),
    );

    expect(media.status).toBe(200);
    expect(odd.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
    expect(test.platform.calls().length).toBe(before);
  });

  it("tell the owner when the account must be connected again, as a page", async () => {
    const post = await waiting();
    await test.gateway.dependencies.database.kysely
      .updateTable("connections")
      .set({ status: "reauthorization_required" })
      .where("id", "=", test.connection)
      .execute();

    const page = await test.request(pathOf(post), { key: null });
    const rejected = await submit(post, { decision: "reject" });

    expect(page.status).toBe(200);
    expect(await page.text()).toContain("Connect it again");
    expect(rejected.status).toBe(200);
  });
});
