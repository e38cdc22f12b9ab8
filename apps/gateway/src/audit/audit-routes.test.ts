import { afterAll, beforeAll, expect, it } from "vitest";
import { readJson } from "../../test/create-test-gateway";
import { createTestPosts, type TestPosts } from "../../test/create-test-posts";
import { withDatabases } from "../../test/test-databases";
import { postSchema } from "../posts/post-body";

const options = { audience: "everyone", transfer: "offset", commit: "last-byte" };
const secretText = "Words that only the post may say";

type Entry = {
  readonly action: string;
  readonly actor: { readonly kind: string; readonly id: string | null };
  readonly object: { readonly kind: string; readonly id: string };
  readonly detail: Readonly<Record<string, unknown>>;
  readonly request_id: string | null;
};

withDatabases("the audit log", (engine) => {
  let test: TestPosts;
  beforeAll(async () => {
    test = await createTestPosts(engine);
  });
  afterAll(() => test.close());

  const list = async (query: string, key?: string) => {
    const path = `/v1/audit?${query}`;
    const answer = await test.request(path, key === undefined ? {} : { key });
    const body = await readJson(answer, 200);
    return { entries: body.data as readonly Entry[], cursor: body.next_cursor as string | null };
  };
  const actionsOf = async (id: string) =>
    (await list(`object=${id}&limit=200`)).entries.map(({ action }) => action);
  const make = async (text: string) => {
    const made = await test.post({
      media: [test.addMedia()],
      text,
      targets: [{ connection: test.connection, mode: "publish", options }],
      review: "caller",
      consent: { collected_at: "2026-11-20T11:59:00Z", evidence: "signed on paper" },
    });
    return postSchema.parse(await readJson(made, 202));
  };

  it("says who asked for a post, on whose consent, and what became of it", async () => {
    const post = await make(secretText);
    const delivery = post.deliveries[0]?.id ?? "";
    await test.settle(1);

    const { entries } = await list(`object=${post.id}`);
    expect(entries).toMatchObject([
      {
        action: "post.consent_recorded",
        actor: { kind: "api_key", id: "bootstrap" },
        detail: { collected_at: "2026-11-20T11:59:00Z" },
      },
      {
        action: "post.created",
        object: { kind: "post", id: post.id },
        detail: { connections: [test.connection], review: "caller" },
        request_id: expect.stringMatching(/^req_/),
      },
    ]);
    const changes = (await list(`object=${delivery}`)).entries;
    expect(changes.at(-1)).toMatchObject({
      action: "delivery.changed",
      actor: { kind: "api_key", id: "bootstrap" },
      detail: { post: post.id, from: null, to: "queued" },
    });
    expect(changes[0]).toMatchObject({ actor: { kind: "gateway" }, detail: { to: "published" } });
    expect(changes.length).toBe(
      postSchema.parse(await test.getPost(post.id)).deliveries[0]?.timeline.length,
    );
  });

  it("holds nothing that a post says, and no key", async () => {
    await make(`${secretText}, again`);
    const made = await test.request("/v1/api-keys", {
      method: "POST",
      json: { name: "Audited", scopes: ["posts"] },
    });
    const { id, key } = await readJson(made, 201);
    await test.request(`/v1/api-keys/${id}`, { method: "DELETE" });

    expect(await actionsOf(String(id))).toEqual(["api_key.revoked", "api_key.created"]);
    const all = JSON.stringify((await list("limit=200")).entries);
    expect(all).not.toContain(secretText);
    expect(all).not.toContain("signed on paper");
    expect(all).not.toContain(String(key));
  });

  it("says who connected and who disconnected an account", async () => {
    const connection = await test.connect({ user: "audited-owner" });
    await test.request(`/v1/connections/${connection}`, { method: "DELETE" });

    const { entries } = await list(`object=${connection}`);
    expect(entries).toMatchObject([
      { action: "connection.disconnected", actor: { kind: "api_key", id: "bootstrap" } },
      { action: "connection.activated", actor: { kind: "owner", id: "audited-owner" } },
      { action: "connection.link_created", actor: { kind: "api_key" } },
      { action: "connection.created", detail: { user: "audited-owner" } },
    ]);
    const byOwner = await list("actor=audited-owner");
    expect(byOwner.entries.map(({ action }) => action)).toEqual(["connection.activated"]);
    const { kysely } = test.gateway.dependencies.database;
    const events = await kysely
      .selectFrom("events")
      .select("type")
      .where("connection_id", "=", connection)
      .orderBy("id")
      .execute();
    expect(events.map(({ type }) => type)).toEqual([
      "connection.active",
      "connection.disconnected",
    ]);
  });

  it("is read in pages, and narrowed by action", async () => {
    await make("One");
    await make("Two");
    const all = (await list("action=post.created&limit=200")).entries;
    const first = await list("action=post.created&limit=1");
    const second = await list(`action=post.created&limit=1&cursor=${first.cursor}`);

    expect(all.length).toBeGreaterThan(1);
    expect([...first.entries, ...second.entries]).toEqual(all.slice(0, 2));
  });

  it("shows a tenant its own entries only, and needs the scope `admin`", async () => {
    const tenant = await test.gateway.createTenant();
    const key = await test.gateway.createTenant(["posts"]);

    const { entries } = await list("limit=200", tenant.key);
    expect(entries.map(({ action }) => action)).toEqual(["api_key.created", "tenant.created"]);
    await readJson(await test.request("/v1/audit", { key: key.key }), 403);
  });

  it("refuses the cursor of another list", async () => {
    const cursor = Buffer.from(JSON.stringify(["2026-11-20T12:00:00Z", "post_1"])).toString(
      "base64url",
    );
    await readJson(await test.request(`/v1/audit?cursor=${cursor}`), 400);
  });
});
