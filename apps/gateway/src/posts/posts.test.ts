import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readJson } from "../../test/create-test-gateway";
import { createTestPosts, type TestPosts } from "../../test/create-test-posts";
import { withDatabases } from "../../test/test-databases";
import { type DeliveryBody, postSchema } from "./post-body";

const options = { audience: "everyone", transfer: "offset", commit: "last-byte" };
const consent = { collected_at: "2026-11-20T11:59:00Z" };

withDatabases("posts", (engine) => {
  let test: TestPosts;
  beforeAll(async () => {
    test = await createTestPosts(engine);
  });
  afterAll(() => test.close());

  let count = 0;
  const counter = () => {
    count += 1;
    return count;
  };
  /** A post that needs no review. */
  const reviewed = (target: Record<string, unknown> = {}, post: Record<string, unknown> = {}) => ({
    media: [test.addMedia()],
    text: `text ${counter()}`,
    targets: [{ connection: test.connection, mode: "publish", options, ...target }],
    review: "caller",
    consent,
    ...post,
  });
  const create = async (body: unknown) => readJson(await test.post(body), 202);
  /** The one delivery of a shown post. */
  const deliveryOf = (post: Record<string, unknown>): DeliveryBody => {
    const [delivery] = postSchema.pick({ deliveries: true }).parse(post).deliveries;
    if (delivery === undefined) throw new Error("The post has no delivery.");
    return delivery;
  };

  it("publishes a reviewed post once and shows the way there", async () => {
    const before = test.platform.posts().length;
    const made = await create(reviewed());
    expect(made).toMatchObject({ status: "pending", review_url: null });

    await test.settle();

    const post = await test.getPost(String(made.id));
    expect(post.status).toBe("completed");
    const delivery = deliveryOf(post);
    expect(delivery).toMatchObject({ status: "published", attempts: 1, error: null });
    expect(delivery.post_id).toEqual(expect.any(String));
    expect(delivery.progress.bytes_sent).toBe(delivery.progress.bytes_total);
    const statuses = delivery.timeline.map(({ status }) => status);
    expect(statuses).toEqual(["queued", "uploading", "processing", "published"]);
    expect(test.platform.posts().length).toBe(before + 1);
  });

  it("hands a draft to the owner without a review", async () => {
    const made = await create({
      media: [test.addMedia()],
      targets: [{ connection: test.connection, mode: "draft", options }],
    });

    await test.settle(1);

    const delivery = deliveryOf(await test.getPost(String(made.id)));
    expect(delivery.status).toBe("in_inbox");
  });

  it("settles a lost answer of the last byte by asking, not by posting again", async () => {
    const before = test.platform.posts().length;
    test.platform.failNext("last-bytes", "answer-lost");
    const made = await create(reviewed());

    await test.settle();

    const delivery = deliveryOf(await test.getPost(String(made.id)));
    expect(delivery.status).toBe("published");
    expect(test.platform.posts().length).toBe(before + 1);
  });

  it("leaves a lost answer that nobody can look up to a person", async () => {
    test.platform.failNext("create-post", "answer-lost");
    const made = await create(reviewed({ options: { ...options, commit: "bare-create" } }));
    await test.settle(100);
    const delivery = deliveryOf(await test.getPost(String(made.id)));
    expect(delivery.status).toBe("unconfirmed");

    const settled = await test.request(`/v1/deliveries/${delivery.id}/resolve`, {
      method: "POST",
      json: { outcome: "published" },
    });

    expect(await readJson(settled, 200)).toMatchObject({
      status: "published",
      status_detail: "resolved_by_person",
    });
    const again = await test.request(`/v1/deliveries/${delivery.id}/resolve`, {
      method: "POST",
      json: { outcome: "published" },
    });
    expect(again.status).toBe(409);
  });

  it("waits for a rate limit and says until when", async () => {
    test.platform.failNext("open-upload", "rate-limited");
    const made = await create(reviewed());
    const id = String(deliveryOf(made).id);

    await test.wake(id);

    const waiting = deliveryOf(await test.getPost(String(made.id)));
    expect(waiting).toMatchObject({ status: "waiting", status_detail: "rate_limited" });
    expect(Date.parse(String(waiting.resumes_at))).toBe(
      test.gateway.clock.now().getTime() + 30_000,
    );
    await test.settle();
    const done = deliveryOf(await test.getPost(String(made.id)));
    expect(done).toMatchObject({ status: "published", resumes_at: null, error: null });
  });

  it("refuses the same media and text to the same account within a day", async () => {
    const body = reviewed();
    const first = await create(body);

    const second = await test.post(body);

    const problem = await readJson(second, 409);
    expect(problem).toMatchObject({
      code: "possible_duplicate",
      next_action: { type: "get_post", post: first.id },
    });
    expect((await test.post({ ...body, allow_duplicate: true })).status).toBe(202);
  });

  it("makes one of several posts that arrive at the same moment", async () => {
    const body = reviewed();

    const answers = await Promise.all(Array.from({ length: 5 }, () => test.post(body)));

    const statuses = answers.map(({ status }) => status).toSorted();
    expect(statuses).toEqual([202, 409, 409, 409, 409]);
  });

  it("answers a repeated Idempotency-Key with the same post, as it is now", async () => {
    const body = reviewed();
    const first = await test.post(body, { idempotencyKey: "once" });
    const made = await readJson(first, 202);
    await test.settle(1);

    const again = await test.post(body, { idempotencyKey: "once" });

    expect(again.headers.get("Idempotency-Replayed")).toBe("true");
    expect(await readJson(again, 202)).toMatchObject({ id: made.id, status: "completed" });
    const other = await test.post({ ...body, text: "other" }, { idempotencyKey: "once" });
    expect(await readJson(other, 422)).toMatchObject({ code: "idempotency_key_reused" });
  });

  it("cancels what has not begun, and says what is too late", async () => {
    const made = await create(
      reviewed({}, { publish_at: new Date(test.gateway.clock.now().getTime() + 3_600_000) }),
    );
    expect(deliveryOf(made).status).toBe("scheduled");

    const canceled = await test.request(`/v1/posts/${made.id}/cancel`, { method: "POST" });

    expect(await readJson(canceled, 200)).toMatchObject({
      status: "canceled",
      canceled: [deliveryOf(made).id],
      too_late: [],
    });
    await test.settle(48);
    const delivery = deliveryOf(await test.getPost(String(made.id)));
    expect(delivery.status).toBe("canceled");
    const again = await test.request(`/v1/posts/${made.id}/cancel`, { method: "POST" });
    expect(await readJson(again, 200)).toMatchObject({ canceled: [] });
  });

  it("retries failed deliveries and no others", async () => {
    const made = await create(reviewed());
    const notFailed = await test.request(`/v1/posts/${made.id}/retry`, { method: "POST" });
    expect(await readJson(notFailed, 409)).toMatchObject({ code: "invalid_state" });
    await test.gateway.dependencies.database.kysely
      .updateTable("deliveries")
      .set({ status: "failed", due_at: null })
      .where("post_id", "=", String(made.id))
      .execute();

    const retried = await test.request(`/v1/posts/${made.id}/retry`, { method: "POST" });

    expect(await readJson(retried, 200)).toMatchObject({ retried: [deliveryOf(made).id] });
    await test.settle();
    expect((await test.getPost(String(made.id))).status).toBe("completed");
  });

  it("publishes at its time and not before", async () => {
    const before = test.platform.posts().length;
    const made = await create(
      reviewed({}, { publish_at: new Date(test.gateway.clock.now().getTime() + 7_200_000) }),
    );
    await test.settle(1);
    expect(test.platform.posts().length).toBe(before);

    await test.settle(3);

    expect((await test.getPost(String(made.id))).status).toBe("completed");
  });

  describe("refuses, naming the field and leaving nothing", () => {
    const cases: [string, (body: Record<string, unknown>) => unknown, number, string, string][] = [
      ["an unknown field", (body) => ({ ...body, colour: 1 }), 400, "invalid_request", "/colour"],
      [
        "an unknown option",
        (body) => withTarget(body, { options: { ...options, privacy: "x" } }),
        400,
        "invalid_request",
        "/targets/0/options/privacy",
      ],
      [
        "an option the account does not offer",
        (body) => withTarget(body, { options: { ...options, audience: "nobody" } }),
        422,
        "content_rejected",
        "/targets/0/options/audience",
      ],
      [
        "a missing option that no page will ask for",
        (body) => withTarget(body, { options: { transfer: "offset", commit: "last-byte" } }),
        422,
        "content_rejected",
        "/targets/0/options/audience",
      ],
      [
        "a text one too long",
        (body) => ({ ...body, text: "x".repeat(101) }),
        422,
        "content_rejected",
        "/text",
      ],
      [
        "a target's own text one too long",
        (body) => withTarget(body, { text: "x".repeat(101) }),
        422,
        "content_rejected",
        "/targets/0/text",
      ],
      ["no media", (body) => ({ ...body, media: [] }), 422, "media_rejected", "/media"],
      [
        "media that does not exist",
        (body) => ({ ...body, media: ["med_none"] }),
        422,
        "unknown_reference",
        "/media/0",
      ],
      [
        "a connection that does not exist",
        (body) => withTarget(body, { connection: "con_none" }),
        422,
        "unknown_reference",
        "/targets/0/connection",
      ],
      ["a missing consent", ({ consent: _, ...body }) => body, 422, "consent_required", "/consent"],
      [
        "a time that has passed",
        (body) => ({ ...body, publish_at: "2020-01-01T00:00:00Z" }),
        422,
        "content_rejected",
        "/publish_at",
      ],
    ];
    it.each(cases)("%s", async (_, change, status, code, path) => {
      const before = await countPosts();

      const refused = await test.post(change(reviewed()));

      const problem = await readJson(refused, status);
      expect(problem.code).toBe(code);
      expect((problem.errors as { path: string }[]).map((error) => error.path)).toContain(path);
      expect(await countPosts()).toBe(before);
    });
  });

  it("refuses review by the caller without the scope for it", async () => {
    const tenant = await test.gateway.createTenant(["posts"]);
    const body = reviewed();

    const refused = await test.post(body, { key: tenant.key });

    expect(await readJson(refused, 403)).toMatchObject({ code: "insufficient_scope" });
  });

  it("validates without any effect, and says the same as posting would", async () => {
    const before = await countPosts();
    const body = reviewed({ options: { ...options, audience: "nobody" } });

    const found = await test.request("/v1/posts/validate", { method: "POST", json: body });

    const answer = await readJson(found, 200);
    expect(answer.valid).toBe(false);
    expect((answer.issues as { path: string }[])[0]?.path).toBe("/targets/0/options/audience");
    const good = await test.request("/v1/posts/validate", {
      method: "POST",
      json: reviewed(),
    });
    expect(await readJson(good, 200)).toMatchObject({ valid: true, issues: [] });
    expect(await countPosts()).toBe(before);
  });

  it("lists posts by reference, connection, owner and status, in pages", async () => {
    const connection = await test.connect({ user: "lister" });
    const ids: unknown[] = [];
    for (const reference of ["a", "b", "c"]) {
      const made = await create(reviewed({ connection }, { reference }));
      ids.unshift(made.id);
      test.gateway.clock.advance(1000);
    }
    const list = async (query: string) => {
      const answer = await readJson(await test.request(`/v1/posts?${query}`), 200);
      return {
        ids: (answer.data as { id: string }[]).map(({ id }) => id),
        next: answer.next_cursor,
      };
    };

    expect((await list("user=lister")).ids).toEqual(ids);
    expect((await list(`connection=${connection}&reference=b`)).ids).toEqual([ids[1]]);
    expect((await list("user=lister&status=completed")).ids).toEqual([]);
    const first = await list("user=lister&limit=2");
    expect(first.ids).toEqual(ids.slice(0, 2));
    expect((await list(`user=lister&limit=2&cursor=${first.next}`)).ids).toEqual(ids.slice(2));
  });

  it("hides another tenant's post", async () => {
    const made = await create(reviewed());
    const other = await test.gateway.createTenant(["posts"]);

    const answer = await test.request(`/v1/posts/${made.id}`, { key: other.key });

    expect(answer.status).toBe(404);
  });

  async function countPosts(): Promise<number> {
    const { kysely } = test.gateway.dependencies.database;
    const rows = await kysely.selectFrom("posts").select("id").execute();
    return rows.length;
  }
});

function withTarget(body: Record<string, unknown>, change: Record<string, unknown>): unknown {
  const [target] = body.targets as Record<string, unknown>[];
  return { ...body, targets: [{ ...target, ...change }] };
}
