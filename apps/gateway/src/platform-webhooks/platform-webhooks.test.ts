import { signMemoryNotification } from "@upload-post/core/testing";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readJson } from "../../test/create-test-gateway";
import { createTestPosts, type TestPosts } from "../../test/create-test-posts";
import { deliveryRow, makeDelivery, shownDelivery } from "../../test/make-delivery";
import { withDatabases } from "../../test/test-databases";
import { createPlatformWebhookDependencies } from "./create-platform-webhook-dependencies";
import { createWebhookFollower } from "./follow-webhook";
import { forgetOldWebhooks } from "./forget-old-webhooks";
import { sweepWebhooks } from "./start-webhook-follower";

const options = { audience: "everyone", transfer: "offset", commit: "last-byte" };
const DAY_MS = 24 * 60 * 60 * 1000;

withDatabases("what platforms tell us", (engine) => {
  let test: TestPosts;
  let notifications = 0;
  beforeAll(async () => {
    test = await createTestPosts(engine);
  });
  afterAll(() => test.close());

  const database = () => test.gateway.dependencies.database;
  const sign = (fields: { event: string; account?: string; handle?: string; id?: string }) => {
    notifications += 1;
    return signMemoryNotification({ account: "account-1", id: `note-${notifications}`, ...fields });
  };
  const send = ({ rawBody, headers }: ReturnType<typeof sign>, platform = "memory") =>
    test.request(`/webhooks/${platform}`, {
      method: "POST",
      key: null,
      body: new Uint8Array(rawBody),
      headers,
    });
  const follow = async () => {
    const follower = createWebhookFollower(
      createPlatformWebhookDependencies(test.gateway.dependencies),
    );
    const due = await database()
      .kysely.selectFrom("platform_webhooks")
      .select("id")
      .where("due_at", "<=", test.gateway.clock.now())
      .orderBy("received_at")
      .execute();
    for (const { id } of due) await follower({ id }, new AbortController().signal);
    return due.length;
  };
  const open = () =>
    database()
      .kysely.selectFrom("platform_webhooks")
      .selectAll()
      .where("due_at", "is not", null)
      .execute();
  /** A draft in its owner's inbox, and what the platform calls it. */
  const makeDraft = async () => {
    const made = await test.post({
      media: [test.addMedia(crypto.getRandomValues(new Uint8Array(900)))],
      targets: [{ connection: test.connection, mode: "draft", options }],
      review: "caller",
      consent: { collected_at: "2026-11-20T11:59:00Z" },
    });
    const { id: postId, deliveries } = await readJson(made, 202);
    const [delivery] = deliveries as { id: string }[];
    await test.wake(delivery?.id ?? "");
    const { remote_handle: handle } = await deliveryRow(test, delivery?.id ?? "");
    return { postId: String(postId), id: delivery?.id ?? "", handle: handle ?? "" };
  };
  const wakeIfDue = async (id: string) => {
    const { due_at } = await deliveryRow(test, id);
    if (due_at !== null && due_at <= test.gateway.clock.now()) await test.wake(id);
  };

  it("show a draft that its owner posted at once, and not at the next poll", async () => {
    const draft = await makeDraft();
    expect(await shownDelivery(test, draft.postId)).toMatchObject({ status: "in_inbox" });
    test.platform.acceptDraft(draft.handle);
    await wakeIfDue(draft.id);
    expect(await shownDelivery(test, draft.postId)).toMatchObject({ status: "in_inbox" });

    const answer = await send(sign({ event: "post.changed", handle: draft.handle }));
    expect([answer.status, await answer.text()]).toEqual([200, "ok"]);
    await follow();
    await wakeIfDue(draft.id);

    expect(await shownDelivery(test, draft.postId)).toMatchObject({ status: "published" });
    expect(await open()).toEqual([]);
    const audit = await test.request("/v1/audit?limit=200");
    const { data } = await readJson(audit, 200);
    expect(data).toContainEqual(
      expect.objectContaining({
        actor: expect.objectContaining({ kind: "platform", id: "memory" }),
        object: { kind: "delivery", id: draft.id },
        detail: expect.objectContaining({ from: "in_inbox", to: "published" }),
      }),
    );
  });

  it("change nothing when they lie", async () => {
    const draft = await makeDraft();

    await send(sign({ event: "post.changed", handle: draft.handle }));
    await send(sign({ event: "grant.removed" }));
    await follow();
    await wakeIfDue(draft.id);

    expect(await shownDelivery(test, draft.postId)).toMatchObject({ status: "in_inbox" });
    const connection = await test.request(`/v1/connections/${test.connection}`);
    expect(await readJson(connection, 200)).toMatchObject({ status: "active" });
    expect(await open()).toEqual([]);
  });

  it("never take a published post back", async () => {
    const { id, postId } = await makeDelivery(test);
    await test.settle(1);
    const { remote_handle: handle } = await deliveryRow(test, id);
    const before = await shownDelivery(test, postId);

    await send(sign({ event: "post.changed", handle: handle ?? "" }));
    await follow();
    test.platform.failNext("post-status", "refused");
    await wakeIfDue(id);

    const { updated_at: _, ...after } = await shownDelivery(test, postId);
    expect(before).toMatchObject(after);
  });

  it("are kept for a delivery that is in hand, whose question may be older", async () => {
    const draft = await makeDraft();
    test.platform.acceptDraft(draft.handle);
    const lease = (until: string) =>
      database()
        .kysely.updateTable("deliveries")
        .set({ lease_until: sql<Date>`now() + ${until}::interval` })
        .where("id", "=", draft.id)
        .execute();
    await lease("1 minute");
    await send(sign({ event: "post.changed", handle: draft.handle }));
    await follow();
    expect(await open()).toHaveLength(1);

    await lease("-1 second");
    test.gateway.clock.advance(2_000);
    await follow();
    await wakeIfDue(draft.id);

    expect(await shownDelivery(test, draft.postId)).toMatchObject({ status: "published" });
    expect(await open()).toEqual([]);
  });

  it("that overtake our own write of the post's name are followed when it is known", async () => {
    test.platform.setProcessingAnswers(1);
    const { id, postId } = await makeDelivery(test);
    await test.wake(id);
    test.platform.setProcessingAnswers(0);
    expect(await deliveryRow(test, id)).toMatchObject({
      status: "processing",
      remote_handle: null,
    });
    const { connection } = await shownDelivery(test, postId);
    const { account_id: account } = await database()
      .kysely.selectFrom("connections")
      .select("account_id")
      .where("id", "=", String(connection))
      .executeTakeFirstOrThrow();

    await send(
      sign({ event: "post.changed", account: account ?? "", handle: "nobody knows it yet" }),
    );
    await follow();
    await wakeIfDue(id);

    expect(await shownDelivery(test, postId)).toMatchObject({ status: "published" });
    expect(await open()).toHaveLength(1);
    test.gateway.clock.advance(2_000);
    await follow();
    expect(await open()).toEqual([]);
  });

  it("are counted once however often they come, and forgotten after a week", async () => {
    const note = sign({ event: "post.changed", handle: "unknown" });
    const strange = sign({ event: "something.new" });
    for (const each of [note, note, strange, strange]) expect((await send(each)).status).toBe(200);

    const count = async () =>
      (await database().kysely.selectFrom("platform_webhooks").select("id").execute()).length;
    const before = await count();
    await send(note);
    expect(await count()).toBe(before);
    await follow();

    test.gateway.clock.advance(DAY_MS * 7 + 1);
    expect(await forgetOldWebhooks(database(), test.gateway.clock.now())).toBe(before);
    expect(await count()).toBe(0);
  });

  it("that nobody signed are refused, stored nowhere, and cost their sender", async () => {
    const { rawBody, headers } = sign({ event: "grant.removed" });
    const forged = { rawBody, headers: { "memory-signature": "00" } };
    const statuses = new Set<number>();
    for (let round = 0; round < 70; round += 1) {
      statuses.add((await send({ ...sign({ event: "grant.removed" }), ...forged })).status);
    }

    expect([...statuses]).toEqual([401, 429]);
    expect(await database().kysely.selectFrom("platform_webhooks").select("id").execute()).toEqual(
      [],
    );
    // What is signed comes through all the same.
    expect((await send({ ...sign({ event: "x" }), rawBody, headers })).status).toBe(200);
  });

  it("are refused when they are too long, or from nobody we know", async () => {
    const long = { ...sign({ event: "x" }), rawBody: new Uint8Array(64 * 1024 + 1) };
    expect((await send(long)).status).toBe(413);
    expect((await send(sign({ event: "x" }), "nowhere")).status).toBe(404);
  });

  it("lead to a new consent when the grant is really gone, of every tenant's connection", async () => {
    const { key } = await test.gateway.createTenant();
    const other = await test.connect({ key });
    const account = `account-${2}`;
    test.platform.revokeAllGrants();
    for (const call of ["identify", "refresh"]) test.platform.failNext(call, "refused");

    await send(sign({ event: "grant.removed", account }));
    await follow();
    const asked = () => test.request(`/v1/connections/${other}`, { key });
    const first = await readJson(await asked(), 200);
    test.gateway.clock.advance(2_000);
    await follow();

    expect(first).toMatchObject({ status: "active" });
    expect(await readJson(await asked(), 200)).toMatchObject({
      status: "reauthorization_required",
    });
  });

  it("are followed even when the queue forgot them", async () => {
    await send(sign({ event: "grant.removed", account: "nobody" }));
    test.gateway.clock.advance(11_000);

    expect(
      await sweepWebhooks(createPlatformWebhookDependencies(test.gateway.dependencies)),
    ).toBeGreaterThan(0);
  });
});
