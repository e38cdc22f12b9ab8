import { readFile } from "node:fs/promises";
import { type ByteSender, createNodeByteSender, createPipeline } from "@upload-post/core";
import { mediaFile } from "@upload-post/test-media";
import { startTiktokSandbox, type TiktokSandbox } from "@upload-post/tiktok-sandbox";
import type { z } from "zod";
import { createDeliveryWorker } from "../src/deliveries/create-delivery-worker";
import { createEngineDependencies } from "../src/deliveries/create-engine-dependencies";
import type { JobHandler } from "../src/jobs/job-queue";
import { createSqlLimits } from "../src/platform-limits/create-sql-limits";
import { processTime } from "../src/platform-limits/limit-time";
import { postSchema } from "../src/posts/post-body";
import { createTestBrowser } from "./create-test-browser";
import { createTestGateway, readJson, type TestGateway } from "./create-test-gateway";
import { giveConsent } from "./give-tiktok-consent";
import { sandboxVariables } from "./sandbox-variables";
import type { DatabaseEngine } from "./test-databases";

const SECOND_MS = 1000;

/** A gateway and TikTok's sandbox on one clock, which moves only when it is told to. */
export type TiktokWorld = {
  readonly sandbox: TiktokSandbox;
  readonly gateway: TestGateway;
  /** Connects an account of the sandbox; answers the connection. */
  connect(username: string, key?: string): Promise<string>;
  /** Stores a small video; answers the media. */
  store(key?: string): Promise<string>;
  /** Makes a post that needs no review; answers its id. */
  post(
    connection: string,
    media: string,
    number: number,
    more?: { readonly key?: string; readonly draft?: boolean },
  ): Promise<string>;
  /** The one delivery of a post, as the API shows it. */
  shown(
    id: string,
    key?: string,
  ): Promise<z.output<typeof postSchema>["deliveries"][number] | undefined>;
  /** A worker of a replica whose clock is wrong by so much; limits are counted by the shared one. */
  replica(wrongByMs: number, sender?: ByteSender): JobHandler;
  /** Lets replicas work, moving time on to whatever falls due, until nothing does within `withinMs`. */
  work(replicas: readonly JobHandler[], withinMs: number): Promise<void>;
  close(): Promise<void>;
};

/** Starts one. */
export async function createTiktokWorld(
  engine: DatabaseEngine,
  platform: Pick<NonNullable<Parameters<typeof startTiktokSandbox>[0]>, "users" | "switches">,
): Promise<TiktokWorld> {
  const sandbox = await startTiktokSandbox({
    clock: "manual",
    ...platform,
    switches: { loopback: "allow", mediaChecks: "off", keepMedia: false, ...platform.switches },
  });
  const gateway = await createTestGateway({
    engine,
    fetch: globalThis.fetch,
    clock: { now: () => new Date(sandbox.now()), advance: () => undefined },
    environment: {
      ...sandboxVariables(sandbox),
    },
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
  const replica = (wrongByMs: number, sender = createNodeByteSender()): JobHandler => {
    const now = () => new Date(sandbox.now() + wrongByMs);
    const { database } = gateway.dependencies;
    const time = processTime(() => new Date(sandbox.now()));
    return createDeliveryWorker(
      {
        ...createEngineDependencies(gateway.dependencies),
        now,
        platformLimits: createSqlLimits({ database, time, random: Math.random }),
        pipeline: createPipeline({ sender, now }),
      },
      { workers: 8, uploads: 6, uploadsPerTenant: 4 },
    );
  };
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
  return {
    sandbox,
    gateway,
    connect,
    store,
    post,
    shown,
    replica,
    work,
    async close() {
      await gateway.close();
      await sandbox.close();
    },
  };
}
