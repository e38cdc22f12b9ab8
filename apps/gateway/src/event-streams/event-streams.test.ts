import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestGateway, readJson, type TestGateway } from "../../test/create-test-gateway";
import { makePostRows } from "../../test/make-post-rows";
import { withDatabases } from "../../test/test-databases";
import type { DeliveryStatus } from "../deliveries/delivery-status";
import { recordEvent } from "../events/record-event";
import { createEventFeed } from "./event-feed";

type Post = { readonly tenantId: string; readonly postId: string; readonly deliveryId: string };
type Event = { readonly id: string; readonly status: string };

withDatabases("event streams", (engine) => {
  let gateway: TestGateway;
  let tenant: { id: string; key: string };
  beforeAll(async () => {
    gateway = await createTestGateway({ engine });
    tenant = await gateway.createTenant();
  });
  afterAll(() => gateway.close());

  const addPost = async (owner = tenant): Promise<Post> => ({
    tenantId: owner.id,
    ...(await makePostRows(gateway, owner)),
  });
  const change = async (post: Post, status: DeliveryStatus) => {
    const at = gateway.clock.now();
    const { postId, deliveryId, tenantId } = post;
    await gateway.dependencies.database.kysely.transaction().execute(async (transaction) => {
      await transaction
        .selectFrom("posts")
        .select("id")
        .where("id", "=", postId)
        .forUpdate()
        .execute();
      await transaction
        .updateTable("deliveries")
        .set({ status })
        .where("id", "=", deliveryId)
        .execute();
      await recordEvent(transaction, {
        ...{ type: "delivery.updated", tenantId, postId, deliveryId, status, at, detail: null },
        connectionId: "con_of_the_owner",
      });
    });
  };
  const open = (post: Post, lastEventId?: string, key = tenant.key, of = gateway) =>
    of.request(`/v1/posts/${post.postId}/events`, {
      key,
      headers: lastEventId === undefined ? {} : { "Last-Event-ID": lastEventId },
    });
  const look = (of = gateway) => of.dependencies.eventStreams.feed.look();

  it("tell what has happened, then end with the post", async () => {
    const post = await addPost();
    for (const status of ["queued", "uploading", "published"] as const) await change(post, status);
    const response = await open(post);

    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    const text = await response.text();
    expect(events(text).map(({ status }) => status)).toEqual(["queued", "uploading", "published"]);
    expect(text).toMatch(/^event: delivery\.updated\ndata: \{/);
    const shown = await readJson(
      await gateway.request(`/v1/posts/${post.postId}`, { key: tenant.key }),
      200,
    );
    const [delivery] = shown.deliveries as Record<string, unknown>[];
    const { timeline: _timeline, ...expected } = delivery ?? {};
    expect(dataOf(text).at(-1)).toEqual({ ...expected, post: post.postId });
  });

  it("tell what happens while they are open, of all deliveries of the post and of no other", async () => {
    const [post, other] = [await addPost(), await addPost()];
    await change(post, "queued");
    const stream = reader(await open(post));
    expect((await stream.next())?.status).toBe("queued");
    await change(other, "queued");
    await change(post, "processing");
    await look();
    expect((await stream.next())?.status).toBe("processing");
    await change(post, "failed");
    await look();
    expect((await stream.next())?.status).toBe("failed");
    expect(await stream.next()).toBeNull();
  });

  it("go on where their reader stopped, on another process too", async () => {
    const post = await addPost();
    for (const status of ["queued", "uploading"] as const) await change(post, status);
    const stream = reader(await open(post));
    const first = await stream.next();
    await stream.leave();
    await change(post, "published");

    const rest = events(await (await open(post, first?.id)).text());
    expect(rest.map(({ status }) => status)).toEqual(["uploading", "published"]);
    const nothing = await open(post, rest.at(-1)?.id);
    expect(nothing.status).toBe(204);
  });

  it("lose and repeat nothing, whenever their reader leaves, under writers side by side", async () => {
    const post = await addPost();
    await change(post, "queued");
    const statuses: readonly DeliveryStatus[] = ["uploading", "processing", "waiting", "queued"];
    const writers = Array.from({ length: 4 }, async () => {
      for (const status of statuses) await change(post, status);
    });
    const seen: string[] = [];
    const read = async () => {
      while (seen.length < 17) {
        const stream = reader(await open(post, seen.at(-1)));
        // Another number of events each time.
        for (let count = 0; count <= seen.length % 3 && seen.length < 17; count += 1) {
          const waiting = stream.next();
          await look();
          const event = await waiting;
          if (event !== null) seen.push(event.id);
        }
        await stream.leave();
      }
    };
    await Promise.all([...writers, read()]);
    const rows = await gateway.dependencies.database.kysely
      .selectFrom("events")
      .select("id")
      .where("post_id", "=", post.postId)
      .orderBy("id")
      .execute();
    expect(seen).toEqual(rows.map(({ id }) => String(id)));
  });

  it("bring more than fits into one batch, and then end", async () => {
    const post = await addPost();
    for (let count = 0; count < 399; count += 1) await change(post, "waiting");
    await change(post, "published");
    const all = events(await (await open(post)).text());
    expect(all).toHaveLength(400);
    expect(new Set(all.map(({ id }) => id)).size).toBe(400);
  });

  it("ask the database once, however many of them wait, and never while none does", async () => {
    let statements = 0;
    const kysely = gateway.dependencies.database.kysely.withPlugin({
      transformQuery({ node }) {
        statements += 1;
        return node;
      },
      transformResult: async ({ result }) => result,
    });
    const feed = createEventFeed({
      database: { ...gateway.dependencies.database, kysely },
      logger: gateway.dependencies.logger,
      every: () => () => undefined,
      patience: 15,
    });
    const posts = [await addPost(), await addPost()];
    const leaving = new AbortController();
    const turns = Array.from({ length: 1_000 }, (_, index) =>
      feed.next({ postId: posts[index % 2]?.postId ?? "", after: "0" }, leaving.signal),
    );
    await feed.look();
    expect(statements).toBe(1);
    for (const post of posts) await change(post, "queued");
    statements = 0;
    await feed.look();
    expect(statements).toBe(3);
    expect(new Set((await Promise.all(turns)).map((turn) => typeof turn))).toEqual(
      new Set(["object"]),
    );
    await feed.look();
    expect(statements).toBe(3);
  });

  it("show signs of life, and end after a while to be opened again", async () => {
    const post = await addPost();
    await change(post, "queued");
    const stream = reader(await open(post));
    const first = await stream.next();
    for (let count = 0; count < 15; count += 1) await look();
    expect(await stream.nextLine()).toBe(": nothing new");
    gateway.clock.advance(15 * 60_000);
    for (let count = 0; count < 15; count += 1) await look();
    for (let line: string | null = ""; line !== null; line = await stream.nextLine()) {
      expect(["", ": nothing new"]).toContain(line);
    }
    await change(post, "canceled");
    expect(events(await (await open(post, first?.id)).text())).toMatchObject([
      { status: "canceled" },
    ]);
  });

  it("are limited for each key, and a place is free when its reader leaves", async () => {
    const mine = await gateway.createTenant();
    const post = await addPost(mine);
    await change(post, "queued");
    const streams = await Promise.all(
      Array.from({ length: 20 }, async () => reader(await open(post, undefined, mine.key))),
    );
    const refused = await open(post, undefined, mine.key);
    expect(refused.headers.get("retry-after")).toBe("5");
    expect(await readJson(refused, 429)).toMatchObject({ code: "rate_limited" });
    const anothers = await addPost();
    await change(anothers, "published");
    expect((await open(anothers)).status).toBe(200);
    for (const stream of streams) {
      await stream.next();
      await stream.leave();
    }
    await Promise.resolve();
    const again = await open(post, undefined, mine.key);
    expect(again.status).toBe(200);
    await again.body?.cancel();
  });

  it("begin anew for an id that the post does not have", async () => {
    const [post, other] = [await addPost(), await addPost()];
    await change(post, "queued");
    await change(post, "published");
    await change(other, "published");
    const [elsewhere] = events(await (await open(other)).text());
    for (const id of [elsewhere?.id, "999999999999999999", "0"]) {
      expect(events(await (await open(post, id)).text())).toHaveLength(2);
    }
  });

  it("refuse what is no event's id", async () => {
    const post = await addPost();
    for (const id of ["abc", "-1", "1.5", "9".repeat(30), "1e3"]) {
      expect(await readJson(await open(post, id), 400)).toMatchObject({
        code: "invalid_request",
        errors: [{ path: "last-event-id" }],
      });
    }
  });

  it("end with the process, and are opened elsewhere", async () => {
    const ending = await createTestGateway({ engine });
    const owner = await ending.createTenant();
    const { kysely } = ending.dependencies.database;
    const post = { tenantId: owner.id, ...(await makePostRows(ending, owner)) };
    await kysely
      .updateTable("deliveries")
      .set({ status: "queued" })
      .where("id", "=", post.deliveryId)
      .execute();
    const stream = reader(await open(post, undefined, owner.key, ending));
    ending.dependencies.eventStreams.close();
    expect(await stream.next()).toBeNull();
    expect(await readJson(await open(post, undefined, owner.key, ending), 503)).toMatchObject({
      code: "unavailable",
    });
    await ending.close();
  });
});

/** The events of a whole stream. */
function events(text: string): Event[] {
  return text
    .split("\n\n")
    .filter((block) => block.startsWith("event: "))
    .map((block) => ({
      id: /^id: (\d+)$/m.exec(block)?.[1] ?? "",
      status: String(dataOf(block)[0]?.status),
    }));
}

function dataOf(text: string): Record<string, unknown>[] {
  return [...text.matchAll(/^data: (.*)$/gm)].map(([, json]) => JSON.parse(json ?? ""));
}

/** Reads a stream block by block. */
function reader(response: Response) {
  const chunks = response.body?.getReader();
  if (response.status !== 200 || chunks === undefined) {
    throw new Error(`The stream was answered ${response.status}.`);
  }
  const decoder = new TextDecoder();
  let text = "";
  const nextBlock = async (): Promise<string | null> => {
    for (;;) {
      const end = text.indexOf("\n\n");
      if (end >= 0) {
        const block = text.slice(0, end);
        text = text.slice(end + 2);
        return block;
      }
      const { done, value } = await chunks.read();
      if (done) return null;
      text += decoder.decode(value, { stream: true });
    }
  };
  return {
    /** The next event; `null` at the end. */
    async next(): Promise<Event | null> {
      const block = await nextBlock();
      return block === null ? null : (events(`${block}\n\n`)[0] ?? null);
    },
    nextLine: nextBlock,
    leave: () => chunks.cancel(),
  };
}
