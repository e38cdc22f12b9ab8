import { createHash } from "node:crypto";
import {
  createBytesMediaSource,
  createPipeline,
  createRefusingMediaLeases,
} from "@upload-post/core";
import type { MediaSource } from "@upload-post/core/connector";
import type { MemoryPlatform } from "@upload-post/core/testing";
import { createEngineDependencies } from "../src/deliveries/create-engine-dependencies";
import { createDeliveryHandler } from "../src/deliveries/run-delivery";
import type { GatewayDependencies } from "../src/gateway-dependencies";
import { createApp } from "../src/http/create-app";
import type { MediaPorts } from "../src/media/create-media-ports";
import { StoredFileMissingError } from "../src/media/storage/media-storage";
import { createTestConnections } from "./create-test-connections";
import { readJson, type TestGateway } from "./create-test-gateway";
import type { DatabaseEngine } from "./test-databases";

/** A gateway with a connected account of the memory platform, and media that need no store. */
export type TestPosts = {
  readonly gateway: TestGateway;
  readonly platform: MemoryPlatform;
  /** An active connection of `owner-1`. */
  readonly connection: string;
  /** Connects another account and answers its connection. */
  connect(fields: { readonly user?: string; readonly key?: string }): Promise<string>;
  /** Adds media and answers its id. */
  addMedia(bytes?: Uint8Array, type?: string): string;
  /** Forgets the bytes of media; what is known of them stays. */
  loseMedia(id: string): void;
  /** Does something once, while the next bytes are about to reach the platform. */
  beforeNextBytes(action: () => Promise<void>): void;
  /** Wakes one delivery, as the queue would. */
  wake(deliveryId: string): Promise<void>;
  /** Wakes whatever falls due, moving the clock on, until nothing is due within `hours`. */
  settle(hours?: number): Promise<void>;
  request: TestGateway["request"];
  post(body: unknown, options?: { key?: string; idempotencyKey?: string }): Promise<Response>;
  getPost(id: string, key?: string): Promise<Record<string, unknown>>;
  close(): Promise<void>;
};

/** Opens the gateway with a library of media in memory. The engine runs when a test wakes it. */
export async function createTestPosts(engineName: DatabaseEngine): Promise<TestPosts> {
  const test = await createTestConnections(engineName);
  const { gateway, platform } = test;
  const { clock } = gateway;
  const sources = new Map<string, MediaSource>();
  const lost = new Set<string>();
  const lostOrFound = (id: string): MediaSource | undefined => {
    const source = sources.get(id);
    if (source === undefined || !lost.has(id)) return source;
    return { facts: source.facts, open: () => Promise.reject(new StoredFileMissingError(id)) };
  };
  const ports: MediaPorts = {
    findMedia: async (_tenantId, ids) =>
      ids.map((id) => {
        const source = sources.get(id);
        return source === undefined ? null : { id, facts: source.facts };
      }),
    describeMedia: async (_tenantId, ids) => ids.flatMap((id) => sources.get(id)?.facts ?? []),
    openMedia: async (_tenantId, ids) => ids.flatMap((id) => lostOrFound(id) ?? []),
    holdMedia: async () => undefined,
  };
  const leases = createRefusingMediaLeases();
  const dependencies: GatewayDependencies = {
    ...gateway.dependencies,
    media: { ...gateway.dependencies.media, ports, leases },
  };
  const app = createApp(dependencies);
  const request: TestGateway["request"] = async (path, details = {}) => {
    const { method = "GET", key = gateway.adminKey, json, body, headers } = details;
    return app.request(path, {
      method,
      headers: {
        ...(key === null ? {} : { Authorization: `Bearer ${key}` }),
        ...(json === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      body: json === undefined ? (body ?? null) : JSON.stringify(json),
    });
  };
  let interruption: (() => Promise<void>) | null = null;
  const sender: MemoryPlatform["sender"] = {
    ...platform.sender,
    async send(sent) {
      const action = interruption;
      interruption = null;
      await action?.();
      return platform.sender.send(sent);
    },
  };
  const handler = createDeliveryHandler({
    ...createEngineDependencies(dependencies),
    pipeline: createPipeline({ sender, now: clock.now, random: () => 0.5 }),
  });
  const wake = (id: string) => handler({ id }, new AbortController().signal);
  let accounts = 0;
  const connect: TestPosts["connect"] = async ({ user = "owner-1", key }) => {
    accounts += 1;
    test.signInAs(`account-${accounts}`);
    return test.connect({ user }, key);
  };

  return {
    gateway,
    platform,
    connection: await connect({}),
    connect,
    addMedia(bytes = new TextEncoder().encode(`video ${sources.size}`), type = "video/mp4") {
      const digest = createHash("sha256").update(bytes).digest("hex");
      const id = `med_${digest.slice(0, 12)}${sources.size}`;
      sources.set(id, createBytesMediaSource({ bytes, type }));
      return id;
    },
    beforeNextBytes(action) {
      interruption = action;
    },
    loseMedia: (id) => void lost.add(id),
    wake,
    async settle(hours = 24) {
      const until = clock.now().getTime() + hours * 3_600_000;
      for (;;) {
        const next = await gateway.dependencies.database.kysely
          .selectFrom("deliveries")
          .select(["id", "due_at"])
          .where("due_at", "is not", null)
          .orderBy("due_at")
          .executeTakeFirst();
        const dueAt = next?.due_at?.getTime() ?? Number.POSITIVE_INFINITY;
        if (next === undefined || dueAt > until) return;
        if (dueAt > clock.now().getTime()) clock.advance(dueAt - clock.now().getTime());
        await wake(next.id);
      }
    },
    request,
    post: (body, { key, idempotencyKey } = {}) =>
      request("/v1/posts", {
        method: "POST",
        json: body,
        ...(key === undefined ? {} : { key }),
        ...(idempotencyKey === undefined ? {} : { headers: { "Idempotency-Key": idempotencyKey } }),
      }),
    getPost: async (id, key) =>
      readJson(await request(`/v1/posts/${id}`, key === undefined ? {} : { key }), 200),
    close: test.close,
  };
}
