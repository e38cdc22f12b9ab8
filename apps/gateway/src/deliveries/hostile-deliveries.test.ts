import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readJson } from "../../test/create-test-gateway";
import { createTestPosts, type TestPosts } from "../../test/create-test-posts";
import { withDatabases } from "../../test/test-databases";
import { findConnection } from "../connections/find-connections";
import { postSchema } from "../posts/post-body";
import { createDeliveryHooks } from "./delivery-hooks";
import { sweepDeliveries } from "./sweep-deliveries";

const options = { audience: "everyone", transfer: "offset", commit: "last-byte" };

withDatabases("deliveries under attack", (engine) => {
  let test: TestPosts;
  let count = 0;
  beforeAll(async () => {
    test = await createTestPosts(engine);
  });
  afterAll(() => test.close());

  /** A reviewed post of three ranges of bytes. */
  const make = async (
    connection = test.connection,
    post: Record<string, unknown> = {},
    target: Record<string, unknown> = {},
  ) => {
    count += 1;
    const made = await test.post({
      media: [test.addMedia(new Uint8Array(2500).fill(count))],
      targets: [{ connection, mode: "publish", options, ...target }],
      review: "caller",
      consent: { collected_at: "2026-11-20T11:59:00Z" },
      ...post,
    });
    const { id, deliveries } = postSchema.parse(await readJson(made, 202));
    return { postId: id, id: deliveries[0]?.id ?? "" };
  };
  const shown = async (postId: string) =>
    postSchema.parse(await test.getPost(postId)).deliveries[0];
  const kysely = () => test.gateway.dependencies.database.kysely;
  const rowOf = (id: string) =>
    kysely().selectFrom("deliveries").selectAll().where("id", "=", id).executeTakeFirstOrThrow();

  it("stop quietly before the last byte when they are canceled while bytes are sent", async () => {
    const { postId, id } = await make();
    const before = test.platform.posts().length;
    test.beforeNextBytes(async () => {
      const answer = await test.request(`/v1/posts/${postId}/cancel`, { method: "POST" });
      expect(await readJson(answer, 200)).toMatchObject({ canceled: [id], too_late: [] });
    });

    await test.wake(id);
    await test.settle(1);

    expect(await shown(postId)).toMatchObject({ status: "canceled", error: null });
    expect(test.platform.posts().length).toBe(before);
  });

  it("stop quietly when their account is disconnected while bytes are sent", async () => {
    const connection = await test.connect({ user: "leaver" });
    const { postId, id } = await make(connection);
    const before = test.platform.posts().length;
    test.beforeNextBytes(async () => {
      const gone = await test.request(`/v1/connections/${connection}`, { method: "DELETE" });
      expect(gone.status).toBe(200);
    });

    await test.wake(id);
    await test.settle(1);

    expect(await shown(postId)).toMatchObject({
      status: "canceled",
      status_detail: "connection_disconnected",
    });
    expect(test.platform.posts().length).toBe(before);
  });

  it("are posted once when a worker wakes from a sleep longer than its lease", async () => {
    const { postId, id } = await make();
    const before = test.platform.posts().length;
    test.beforeNextBytes(async () => {
      await kysely()
        .updateTable("deliveries")
        .set({ lease_until: sql<Date>`now() - interval '1 second'` })
        .where("id", "=", id)
        .execute();
      await test.wake(id);
      expect((await rowOf(id)).status).toBe("published");
    });

    await test.wake(id);
    await test.settle(1);

    expect(await shown(postId)).toMatchObject({ status: "published", error: null });
    expect(test.platform.posts().length).toBe(before + 1);
  });

  it("are left alone by a second wake-up while a worker has them", async () => {
    const { id } = await make();
    const before = test.platform.posts().length;
    test.beforeNextBytes(() => test.wake(id));

    await test.wake(id);

    expect(test.platform.posts().length).toBe(before + 1);
  });

  it("fail for good when their media are lost", async () => {
    const { postId, id } = await make();
    const { media_ids } = await kysely()
      .selectFrom("posts")
      .select("media_ids")
      .where("id", "=", postId)
      .executeTakeFirstOrThrow();
    test.loseMedia(media_ids[0] ?? "");

    await test.settle(1);

    expect(await shown(postId)).toMatchObject({
      status: "failed",
      error: { code: "media_rejected", outcome: "not_published" },
    });
    expect((await rowOf(id)).due_at).toBeNull();
  });

  it("are taken up again after a crash of the worker", async () => {
    const { postId, id } = await make();
    const before = test.platform.posts().length;
    await kysely()
      .updateTable("deliveries")
      .set({ state: "not sealed by us" })
      .where("id", "=", id)
      .execute();

    await expect(test.wake(id)).rejects.toThrow();

    const { lease_until, due_at } = await rowOf(id);
    expect(lease_until).toBeNull();
    expect(due_at).toEqual(new Date(test.gateway.clock.now().getTime() + 5000));
    await kysely().updateTable("deliveries").set({ state: null }).where("id", "=", id).execute();
    await test.settle(1);
    expect(await shown(postId)).toMatchObject({ status: "published" });
    expect(test.platform.posts().length).toBe(before + 1);
  });

  it("that the queue forgot are found by the sweep, and those in hand are not", async () => {
    const forgotten = await make();
    const held = await make();
    await kysely()
      .updateTable("deliveries")
      .set({ lease_until: sql<Date>`now() + interval '1 hour'` })
      .where("id", "=", held.id)
      .execute();
    const woken: string[] = [];
    const jobs = {
      ...test.gateway.dependencies.jobs,
      enqueue: async (_transaction: unknown, _kind: unknown, { id }: { readonly id: string }) => {
        woken.push(id);
      },
    };
    test.gateway.clock.advance(60_000);

    await sweepDeliveries({ ...test.gateway.dependencies, jobs });

    expect(woken).toContain(forgotten.id);
    expect(woken).not.toContain(held.id);
    await kysely()
      .updateTable("deliveries")
      .set({ lease_until: null })
      .where("id", "=", held.id)
      .execute();
    await test.settle(1);
  });

  it("that wait for their owner's authorisation go on at once when it is back", async () => {
    const { id } = await make();
    const later = new Date(test.gateway.clock.now().getTime() + 3_600_000);
    await kysely()
      .updateTable("deliveries")
      .set({ status: "waiting", status_detail: "reauthorization_required", due_at: later })
      .where("id", "=", id)
      .execute();
    const { tenant_id: tenantId } = await rowOf(id);
    const connection = await findConnection(test.gateway.dependencies, tenantId, test.connection);
    if (connection === null) throw new Error("The connection is gone.");

    await kysely()
      .transaction()
      .execute((transaction) =>
        createDeliveryHooks(test.gateway.dependencies).onActivated(transaction, connection),
      );

    expect((await rowOf(id)).due_at).toEqual(test.gateway.clock.now());
    await test.wake(id);
    expect((await rowOf(id)).status).toBe("published");
  });

  it("in the inbox become published when the owner posts them", async () => {
    const { postId } = await make(
      test.connection,
      { review: "owner", consent: null },
      {
        mode: "draft",
      },
    );
    await test.settle(1);
    expect(await shown(postId)).toMatchObject({ status: "in_inbox" });
    const draft = test.platform.posts().at(-1);

    test.platform.acceptDraft(draft?.handle ?? "");
    await test.settle(3);

    expect(await shown(postId)).toMatchObject({ status: "published" });
  });

  it("in the inbox are no longer asked about after two weeks", async () => {
    const { postId, id } = await make(
      test.connection,
      { review: "owner", consent: null },
      {
        mode: "draft",
      },
    );

    await test.settle(1);
    expect((await rowOf(id)).due_at).not.toBeNull();
    test.gateway.clock.advance(14 * 24 * 3_600_000);
    await test.wake(id);

    expect(await shown(postId)).toMatchObject({ status: "in_inbox" });
    expect((await rowOf(id)).due_at).toBeNull();
  });
});
