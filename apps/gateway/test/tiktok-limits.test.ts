import { afterEach, beforeEach, expect, it } from "vitest";
import { readJson } from "./create-test-gateway";
import { withDatabases } from "./test-databases";
import { createTiktokWorld, type TiktokWorld } from "./tiktok-world";

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

withDatabases("TikTok's limits", (engine) => {
  let world: TiktokWorld;
  beforeEach(async () => {
    world = await createTiktokWorld(engine, {
      users: [
        { username: "busy", dailyPostCap: 100, pendingShareCap: 5 },
        { username: "capped", dailyPostCap: 3 },
        { username: "other" },
      ],
    });
  });
  afterEach(() => world.close());

  const refusals = () =>
    world.sandbox.inspect.requests().filter(({ status }) => status === 429 || status === 403);

  it("are never exceeded by two replicas with forty posts on one token", async () => {
    const connection = await world.connect("busy");
    const media = await world.store();
    const posts: string[] = [];
    for (let number = 0; number < 40; number += 1)
      posts.push(await world.post(connection, media, number));
    const began = world.sandbox.now();

    await world.work([world.replica(0), world.replica(-20 * SECOND_MS)], 2 * HOUR_MS);

    expect(refusals()).toEqual([]);
    const commits = world.sandbox.inspect.commits();
    expect(commits).toHaveLength(40);
    expect(new Set(commits.map(({ publishId }) => publishId)).size).toBe(40);
    for (const id of posts) expect(await world.shown(id)).toMatchObject({ status: "published" });
    // Six a minute, and a little more room than TikTok asks for.
    const lastInit = Math.max(
      ...world.sandbox.inspect.tasks().map((task) => Date.parse(task.createdAt)),
    );
    expect(lastInit - began).toBeLessThan(12 * MINUTE_MS);
    // Whoever waited came back when it was his turn, and not again and again.
    const { count } = await world.gateway.dependencies.database.kysely
      .selectFrom("events")
      .select(({ fn }) => fn.countAll<string>().as("count"))
      .where("detail", "like", "rate_limited%")
      .executeTakeFirstOrThrow();
    expect(Number(count)).toBeLessThan(2 * 40);
  });

  it("are shared by API keys and tenants, and say which they are and until when", async () => {
    const { key } = await world.gateway.createTenant();
    const ours = { connection: await world.connect("busy"), media: await world.store() };
    const theirs = { connection: await world.connect("busy", key), media: await world.store(key) };
    const made: [string, string][] = [];
    for (let number = 0; number < 4; number += 1) {
      made.push([await world.post(ours.connection, ours.media, number), world.gateway.adminKey]);
      made.push([await world.post(theirs.connection, theirs.media, number, { key }), key]);
    }

    await world.work([world.replica(0)], 5 * SECOND_MS);

    const deliveries = await Promise.all(made.map(([id, holder]) => world.shown(id, holder)));
    const waiting = deliveries.filter((delivery) => delivery?.status === "waiting");
    expect(waiting).toHaveLength(2);
    for (const delivery of waiting) {
      expect(delivery?.status_detail).toBe("rate_limited:direct_video_inits");
      expect(delivery?.error).toMatchObject({ code: "rate_limited", retryable: true });
      const waitMs = Date.parse(delivery?.resumes_at ?? "") - world.sandbox.now();
      expect(waitMs).toBeGreaterThan(30 * SECOND_MS);
      expect(waitMs).toBeLessThan(70 * SECOND_MS);
    }
    await world.work([world.replica(0)], 5 * MINUTE_MS);
    expect(world.sandbox.inspect.commits()).toHaveLength(8);
    expect(refusals()).toEqual([]);
  });

  it("on drafts are found once, wait, and make room when the owner posts one", async () => {
    const connection = await world.connect("busy");
    const media = await world.store();
    const options = async () =>
      readJson(
        await world.gateway.request(`/v1/connections/${connection}/publishing-options`),
        200,
      );
    const posts: string[] = [];
    for (let number = 0; number < 5; number += 1) {
      posts.push(await world.post(connection, media, number, { draft: true }));
    }
    await world.work([world.replica(0)], 30 * SECOND_MS);
    expect(await options()).toMatchObject({ remaining: { drafts_24h: 0, posts_24h: null } });
    await world.work([world.replica(0)], 2 * MINUTE_MS);
    for (let number = 5; number < 9; number += 1) {
      posts.push(await world.post(connection, media, number, { draft: true }));
    }
    await world.work([world.replica(0)], 2 * MINUTE_MS);

    const states = await Promise.all(posts.map((id) => world.shown(id)));
    expect(states.map((delivery) => delivery?.status)).toEqual([
      ...Array.from({ length: 5 }, () => "in_inbox"),
      ...Array.from({ length: 4 }, () => "waiting"),
    ]);
    expect(states[8]?.status_detail).toBe("quota_exhausted:drafts_24h");
    expect(refusals().length).toBeLessThanOrEqual(2);

    world.sandbox.owner.postDraft(world.sandbox.inspect.tasks()[0]?.publishId ?? "");
    await world.work([world.replica(0)], 40 * MINUTE_MS);

    const now = await Promise.all(posts.map((id) => world.shown(id)));
    expect(now.filter((delivery) => delivery?.status === "in_inbox")).toHaveLength(5);
    expect(now.filter((delivery) => delivery?.status === "published")).toHaveLength(1);
  });

  it("on posts a day end when our own oldest post no longer counts", async () => {
    const connection = await world.connect("capped");
    const media = await world.store();
    for (let number = 0; number < 3; number += 1) await world.post(connection, media, number);
    await world.work([world.replica(0)], 5 * MINUTE_MS);
    await world.sandbox.advance(20 * HOUR_MS);
    const fourth = await world.post(connection, media, 4);

    await world.work([world.replica(0)], 5 * MINUTE_MS);
    const waiting = await world.shown(fourth);
    expect(waiting).toMatchObject({
      status: "waiting",
      status_detail: "quota_exhausted:posts_24h",
    });
    const waitMs = Date.parse(waiting?.resumes_at ?? "") - world.sandbox.now();
    expect(waitMs).toBeLessThan(4 * HOUR_MS);
    await world.work([world.replica(0)], 5 * HOUR_MS);

    expect(await world.shown(fourth)).toMatchObject({ status: "published" });
  });
});
