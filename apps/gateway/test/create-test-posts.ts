import { createHash } from "node:crypto";
import {
  createBytesMediaSource,
  createKeyRing,
  createPipeline,
  createRefusingMediaLeases,
  createSealer,
  type DeliveryCredentials,
} from "@upload-post/core";
import type { Connector, MediaSource } from "@upload-post/core/connector";
import {
  createMemoryConnector,
  createMemoryPlatform,
  type MemoryPlatform,
} from "@upload-post/core/testing";
import type { EngineDependencies } from "../src/deliveries/engine-dependencies";
import { createDeliveryHandler } from "../src/deliveries/run-delivery";
import { ApiError } from "../src/http/api-error";
import { registerPostActionRoutes } from "../src/posts/post-action-routes";
import { registerPostRoutes } from "../src/posts/post-routes";
import type { PostsDependencies } from "../src/posts/posts-dependencies";
import { registerReviewRoutes } from "../src/reviews/review-routes";
import { createTestGateway, readJson, type TestGateway } from "./create-test-gateway";
import type { DatabaseEngine } from "./test-databases";

/** A gateway whose accounts and media are fakes of the ports, on the memory platform. */
export type TestPosts = {
  readonly gateway: TestGateway;
  readonly platform: MemoryPlatform;
  readonly connector: Connector;
  readonly engine: EngineDependencies;
  /** Adds media and answers its id. */
  addMedia(bytes?: Uint8Array, type?: string): string;
  /** Adds a connection in a state and answers its id. */
  addConnection(options?: { tenantId?: string; user?: string; usable?: boolean }): string;
  /** Wakes one delivery, as the queue would. */
  wake(deliveryId: string): Promise<void>;
  /** Wakes whatever is due and moves the clock on, until nothing is due within `hours`. */
  settle(hours?: number): Promise<void>;
  post(body: unknown, options?: { key?: string; idempotencyKey?: string }): Promise<Response>;
  getPost(id: string, key?: string): Promise<Record<string, unknown>>;
};

type FakeConnection = { id: string; tenantId: string; user: string; usable: boolean };

/** Opens the gateway and wires posts, reviews and the engine to fakes of connections and media. */
export async function createTestPosts(engineName: DatabaseEngine): Promise<TestPosts> {
  const gateway = await createTestGateway({ engine: engineName });
  const { clock } = gateway;
  const platform = createMemoryPlatform({ now: clock.now });
  const connector = createMemoryConnector({ platform, now: clock.now });
  const connections = new Map<string, FakeConnection>();
  const media = new Map<string, MediaSource>();
  const sealer = createSealer(createKeyRing([{ id: "test", key: new Uint8Array(32).fill(3) }]));
  // Always fresh: keeping credentials alive is the business of another room.
  const credentials: DeliveryCredentials = {
    current: async () => ({ credential: platform.credential(), generation: 1 }),
    refresh: async () => ({ credential: platform.credential(), generation: 2 }),
  };
  const context = (tenantId: string, recordId: string, purpose: string) => ({
    ...{ purpose, tenantId, recordId, kind: "text", generation: 0 },
  });

  const connectionOf = (tenantId: string, id: string) => {
    const found = connections.get(id);
    return found?.tenantId === tenantId ? found : null;
  };
  const posts: PostsDependencies = {
    ...gateway.dependencies,
    findConnection: async (tenantId, id) => {
      const found = connectionOf(tenantId, id);
      return found === null ? null : { id, platform: "memory", user: found.user, connector };
    },
    requireUsable: async (tenantId, id) => {
      if (connectionOf(tenantId, id)?.usable === true) return;
      throw new ApiError("connection_not_active", { detail: "The account is not connected." });
    },
    describeAccount: (_tenantId, _id) =>
      connector.describeAccount({
        credential: platform.credential(),
        accountId: "account-1",
        signal: new AbortController().signal,
      }),
    findMedia: async (_tenantId, ids) =>
      ids.map((id) => {
        const source = media.get(id);
        return source === undefined ? null : { id, facts: source.facts };
      }),
    openPreview: async (_tenantId, id) => media.get(id) ?? null,
    holdMedia: async () => undefined,
    tokenSealer: {
      seal: (tenantId, id, token) => sealer.seal(token, context(tenantId, id, "review")),
      open: (tenantId, id, sealed) => sealer.open(sealed, context(tenantId, id, "review")),
    },
    delay: async () => {
      clock.advance(500);
    },
  };
  const engine: EngineDependencies = {
    ...gateway.dependencies,
    pipeline: createPipeline({ sender: platform.sender, now: clock.now, random: () => 0.5 }),
    leases: createRefusingMediaLeases(),
    stateSealer: {
      seal: ({ tenantId, deliveryId }, text) =>
        sealer.seal(text, context(tenantId, deliveryId, "checkpoint")),
      open: ({ tenantId, deliveryId }, sealed) =>
        sealer.open(sealed, context(tenantId, deliveryId, "checkpoint")),
    },
    findAccount: async (_tenantId, connectionId) =>
      connections.has(connectionId)
        ? { connectionId, accountId: "account-1", connector, credentials }
        : null,
    onAuthorizationLost: async () => undefined,
    describeMedia: async (_tenantId, ids) => ids.flatMap((id) => media.get(id)?.facts ?? []),
    openMedia: async (_tenantId, ids) => ids.flatMap((id) => media.get(id) ?? []),
  };
  registerPostActionRoutes(gateway.app, posts);
  registerPostRoutes(gateway.app, posts);
  registerReviewRoutes(gateway.app, posts);
  const handler = createDeliveryHandler(engine);
  const wake = (id: string) => handler({ id }, new AbortController().signal);

  return {
    gateway,
    platform,
    connector,
    engine,
    addMedia(bytes = new TextEncoder().encode(`video ${media.size}`), type = "video/mp4") {
      const id = `med_${createHash("sha256").update(bytes).digest("hex").slice(0, 12)}${media.size}`;
      media.set(id, createBytesMediaSource({ bytes, type }));
      return id;
    },
    addConnection({ tenantId = "default", user = "owner-1", usable = true } = {}) {
      const id = `con_${connections.size + 1}`;
      connections.set(id, { id, tenantId, user, usable });
      return id;
    },
    wake,
    async settle(hours = 24) {
      const { kysely } = gateway.dependencies.database;
      const until = clock.now().getTime() + hours * 3_600_000;
      for (;;) {
        const next = await kysely
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
    post: (body, { key, idempotencyKey } = {}) =>
      gateway.request("/v1/posts", {
        method: "POST",
        json: body,
        ...(key === undefined ? {} : { key }),
        ...(idempotencyKey === undefined ? {} : { headers: { "Idempotency-Key": idempotencyKey } }),
      }),
    getPost: async (id, key) =>
      readJson(await gateway.request(`/v1/posts/${id}`, key === undefined ? {} : { key }), 200),
  };
}
