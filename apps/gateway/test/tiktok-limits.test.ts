import { readFile } from "node:fs/promises";
import { createNodeByteSender, createPipeline } from "@upload-post/core";
import { mediaFile } from "@upload-post/test-media";
import {
  DEFAULT_WEB_APP,
  startTiktokSandbox,
  type TiktokSandbox,
} from "@upload-post/tiktok-sandbox";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createDeliveryWorker } from "../src/deliveries/create-delivery-worker";
import { createEngineDependencies } from "../src/deliveries/create-engine-dependencies";
import type { JobHandler } from "../src/jobs/job-queue";
import { createSqlLimits } from "../src/platform-limits/create-sql-limits";
import { processTime } from "../src/platform-limits/limit-time";
import { postSchema } from "../src/posts/post-body";
import { createTestBrowser } from "./create-test-browser";
import { createTestGateway, readJson, type TestGateway } from "./create-test-gateway";
import { giveConsent } from "./give-tiktok-consent";
import { withDatabases } from "./test-databases";

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

withDatabases("TikTok's limits", (engine) => {
  let sandbox: TiktokSandbox;
  let gateway: TestGateway;
  beforeEach(async () => {
    sandbox = await startTiktokSandbox({
      clock: "manual",
      users: [
        { username: "busy", dailyPostCap: 100, pendingShareCap: 5 },
        { username: "capped", dailyPostCap: 3 },
        { username: "other" },
      ],
      switches: { loopback: "allow", mediaChecks: "off", keepMedia: false },
    });
    gateway = await createTestGateway({
      engine,
      fetch: globalThis.fetch,
      clock: { now: () => new Date(sandbox.now()), advance: () => undefined },
      environment: {
        TIKTOK_CLIENT_KEY: DEFAULT_WEB_APP.clientKey,
        TIKTOK_CLIENT_SECRET: DEFAULT_WEB_APP.clientSecret,
        TIKTOK_AUTHORIZE_ORIGIN: sandbox.origin,
        TIKTOK_API_ORIGIN: sandbox.origin,
        TIKTOK_UPLOAD_HOSTS: new URL(sandbox.uploadOrigin).host,
      },
    });
  });
  afterEach(async () => {
    await gateway.close();
    await sandbox.close();
  });

  const send = async (path: string, json: object, key = gateway.adminKey) =>
    readJson(
      await gateway.request(path, { method: "POST", json, key }),
      path === "/v1/posts" ? 202 : 201,
    );
  const connect = async (username: string, key = gateway.adminKey): Promise<string> => {
    const made = await send("/v1/connections", { platform: "tiktok", user: username }, key);
    const browser = createTestBrowser(gateway);
    const started = await browser.submit(String(made.authorization_url));
    const callback = await giveConsent(started.headers.get("location") ?? "", {
      decision: "approve",
      username,
    });
    await browser.get(callback);
    return String(made.id);
  };
  const store = async (key = gateway.adminKey): Promise<string> => {
    const body = new Uint8Array(await readFile(mediaFile("vertical-h264-aac.mp4").path));
    const headers = { "Content-Type": "video/mp4" };
    const stored = await gateway.request("/v1/media", { method: "POST", key, body, headers });
    return String((await readJson(stored, 201)).id);
  };
  const post = async (
    connection: string,
    media: string,
    number: number,
    more: { key?: string; draft?: boolean } = {},
  ) => {
    const target = more.draft
      ? { connection, mode: "draft" }
      : { connection, mode: "publish", options: { privacy_level: "SELF_ONLY" } };
    const consent = { review: "caller", consent: { collected_at: "2026-11-20T11:59:00Z" } };
    const made = await send(
      "/v1/posts",
      {
        media: [media],
        text: more.draft ? null : `Post ${number}`,
        allow_duplicate: true,
        targets: [target],
        ...(more.draft ? {} : consent),
      },
      more.key,
    );
    return String(made.id);
  };
  const shown = async (id: string, key = gateway.adminKey) => {
    const { deliveries } = postSchema.parse(
      await readJson(await gateway.request(`/v1/posts/${id}`, { key }), 200),
    );
    return deliveries[0];
  };
  /** A worker of a replica whose clock is wrong by so much; limits are counted by the shared one. */
  const replica = (wrongByMs: number): JobHandler => {
    const now = () => new Date(sandbox.now() + wrongByMs);
    const { database } = gateway.dependencies;
    const time = processTime(() => new Date(sandbox.now()));
    return createDeliveryWorker(
      {
        ...createEngineDependencies(gateway.dependencies),
        now,
        platformLimits: createSqlLimits({ database, time, random: Math.random }),
        pipeline: createPipeline({ sender: createNodeByteSender(), now }),
      },
      { workers: 8, uploads: 6, uploadsPerTenant: 4 },
    );
  };
  /** Lets replicas work, moving time on to whatever falls due, until nothing does within `withinMs`. */
  const work = async (replicas: readonly JobHandler[], withinMs: number) => {
    const until = sandbox.now() + withinMs;
    for (;;) {
      const signal = new AbortController().signal;
      await Promise.all(
        replicas.flatMap((run) => [run({ id: "" }, signal), run({ id: "" }, signal)]),
      );
      await sandbox.settle();
      const next = await gateway.dependencies.database.kysely
        .selectFrom("deliveries")
        .select("due_at")
        .where("due_at", "is not", null)
        .orderBy("due_at")
        .executeTakeFirst();
      const dueAt = next?.due_at?.getTime() ?? Number.POSITIVE_INFINITY;
      if (dueAt > until) return;
      await sandbox.advance(Math.max(dueAt - sandbox.now(), SECOND_MS));
    }
  };
  const refusals = () =>
    sandbox.inspect.requests().filter(({ status }) => status === 429 || status === 403);

  it("are never exceeded by two replicas with forty posts on one token", async () => {
    const connection = await connect("busy");
    const media = await store();
    const posts: string[] = [];
    for (let number = 0; number < 40; number += 1)
      posts.push(await post(connection, media, number));
    const began = sandbox.now();

    await work([replica(0), replica(-20 * SECOND_MS)], 2 * HOUR_MS);

    expect(refusals()).toEqual([]);
    const commits = sandbox.inspect.commits();
    expect(commits).toHaveLength(40);
    expect(new Set(commits.map(({ publishId }) => publishId)).size).toBe(40);
    for (const id of posts) expect(await shown(id)).toMatchObject({ status: "published" });
    // Six a minute, and a little more room than TikTok asks for.
    const lastInit = Math.max(...sandbox.inspect.tasks().map((task) => Date.parse(task.createdAt)));
    expect(lastInit - began).toBeLessThan(12 * MINUTE_MS);
    // Whoever waited came back when it was his turn, and not again and again.
    const { count } = await gateway.dependencies.database.kysely
      .selectFrom("events")
      .select(({ fn }) => fn.countAll<string>().as("count"))
      .where("detail", "like", "rate_limited%")
      .executeTakeFirstOrThrow();
    expect(Number(count)).toBeLessThan(2 * 40);
  });

  it("are shared by API keys and tenants, and say which they are and until when", async () => {
    const { key } = await gateway.createTenant();
    const ours = { connection: await connect("busy"), media: await store() };
    const theirs = { connection: await connect("busy", key), media: await store(key) };
    const made: [string, string][] = [];
    for (let number = 0; number < 4; number += 1) {
      made.push([await post(ours.connection, ours.media, number), gateway.adminKey]);
      made.push([await post(theirs.connection, theirs.media, number, { key }), key]);
    }

    await work([replica(0)], 5 * SECOND_MS);

    const deliveries = await Promise.all(made.map(([id, holder]) => shown(id, holder)));
    const waiting = deliveries.filter((delivery) => delivery?.status === "waiting");
    expect(waiting).toHaveLength(2);
    for (const delivery of waiting) {
      expect(delivery?.status_detail).toBe("rate_limited:direct_video_inits");
      expect(delivery?.error).toMatchObject({ code: "rate_limited", retryable: true });
      const waitMs = Date.parse(delivery?.resumes_at ?? "") - sandbox.now();
      expect(waitMs).toBeGreaterThan(30 * SECOND_MS);
      expect(waitMs).toBeLessThan(70 * SECOND_MS);
    }
    await work([replica(0)], 5 * MINUTE_MS);
    expect(sandbox.inspect.commits()).toHaveLength(8);
    expect(refusals()).toEqual([]);
  });

  it("on drafts are found once, wait, and make room when the owner posts one", async () => {
    const connection = await connect("busy");
    const media = await store();
    const options = async () =>
      readJson(await gateway.request(`/v1/connections/${connection}/publishing-options`), 200);
    const posts: string[] = [];
    for (let number = 0; number < 5; number += 1) {
      posts.push(await post(connection, media, number, { draft: true }));
    }
    await work([replica(0)], 30 * SECOND_MS);
    expect(await options()).toMatchObject({ remaining: { drafts_24h: 0, posts_24h: null } });
    await work([replica(0)], 2 * MINUTE_MS);
    for (let number = 5; number < 9; number += 1) {
      posts.push(await post(connection, media, number, { draft: true }));
    }
    await work([replica(0)], 2 * MINUTE_MS);

    const states = await Promise.all(posts.map((id) => shown(id)));
    expect(states.map((delivery) => delivery?.status)).toEqual([
      ...Array.from({ length: 5 }, () => "in_inbox"),
      ...Array.from({ length: 4 }, () => "waiting"),
    ]);
    expect(states[8]?.status_detail).toBe("quota_exhausted:drafts_24h");
    expect(refusals().length).toBeLessThanOrEqual(2);

    sandbox.owner.postDraft(sandbox.inspect.tasks()[0]?.publishId ?? "");
    await work([replica(0)], 40 * MINUTE_MS);

    const now = await Promise.all(posts.map((id) => shown(id)));
    expect(now.filter((delivery) => delivery?.status === "in_inbox")).toHaveLength(5);
    expect(now.filter((delivery) => delivery?.status === "published")).toHaveLength(1);
  });

  it("on posts a day end when our own oldest post no longer counts", async () => {
    const connection = await connect("capped");
    const media = await store();
    for (let number = 0; number < 3; number += 1) await post(connection, media, number);
    await work([replica(0)], 5 * MINUTE_MS);
    await sandbox.advance(20 * HOUR_MS);
    const fourth = await post(connection, media, 4);

    await work([replica(0)], 5 * MINUTE_MS);
    const waiting = await shown(fourth);
    expect(waiting).toMatchObject({
      status: "waiting",
      status_detail: "quota_exhausted:posts_24h",
    });
    const waitMs = Date.parse(waiting?.resumes_at ?? "") - sandbox.now();
    expect(waitMs).toBeLessThan(4 * HOUR_MS);
    await work([replica(0)], 5 * HOUR_MS);

    expect(await shown(fourth)).toMatchObject({ status: "published" });
  });
});
