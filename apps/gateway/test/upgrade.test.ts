import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { GatewayDatabase } from "../src/database/gateway-database";
import { migrateDatabase } from "../src/database/migrate-database";
import { claimDelivery } from "../src/deliveries/claim-delivery";
import { createEngineDependencies } from "../src/deliveries/create-engine-dependencies";
import { createDeliveryRunner } from "../src/deliveries/run-delivery";
import { postSchema } from "../src/posts/post-body";
import { createTestGateway, readJson, type TestGateway } from "./create-test-gateway";
import { createTestClock } from "./test-clock";
import { withDatabases } from "./test-databases";

const keyOf = (fill: number) => Buffer.alloc(32, fill).toString("base64");
/** Minutes after the older release was stopped: its tokens are still good. */
const NOW = "2026-11-30T00:10:00Z";

withDatabases("a database that an older release has left", (engine) => {
  let gateway: TestGateway;
  /** What the platform is asked, and says that it has published. */
  const asked: string[] = [];
  const platform = async (input: string | URL | Request) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    asked.push(pathname);
    const data = { status: "PUBLISH_COMPLETE", publicaly_available_post_id: ["7123"] };
    return Response.json({ data, error: { code: "ok", message: "", log_id: "log" } });
  };
  beforeEach(async () => {
    asked.length = 0;
    gateway = await createTestGateway({
      engine,
      clock: createTestClock(NOW),
      fetch: platform,
      prepareDatabase: fillAsBefore,
      environment: {
        ENCRYPTION_KEYS: `k2:${keyOf(8)},k1:${keyOf(7)}`,
        TIKTOK_CLIENT_KEY: "awsandbox1234567",
        TIKTOK_CLIENT_SECRET: "the-secret-of-a-sandbox",
        TIKTOK_API_ORIGIN: "http://127.0.0.1:9",
        TIKTOK_AUTHORIZE_ORIGIN: "http://127.0.0.1:9",
      },
    });
  });
  afterEach(() => gateway.close());

  async function fillAsBefore(database: GatewayDatabase): Promise<void> {
    await database.runSql("drop schema public cascade");
    const dump = join(import.meta.dirname, "older-release", "database.sql");
    const statements = (await readFile(dump, "utf8")).split(";\n");
    for (const statement of statements) await database.runSql(statement);
    await migrateDatabase(database.kysely);
  }
  const postOf = async (reference: string) => {
    const list = await readJson(await gateway.request(`/v1/posts?reference=${reference}`), 200);
    const [post] = postSchema.array().parse(list.data);
    if (post === undefined) throw new Error(`The post "${reference}" is gone.`);
    return post;
  };

  it("shows everything as it was", async () => {
    const states: Record<string, string | undefined> = {};
    for (const name of ["published", "draft", "scheduled", "awaiting_review", "armed", "waiting"]) {
      states[name] = (await postOf(name)).deliveries[0]?.status;
    }
    expect(states).toEqual({
      published: "published",
      draft: "in_inbox",
      scheduled: "scheduled",
      awaiting_review: "awaiting_review",
      armed: "waiting",
      waiting: "waiting",
    });
    expect((await postOf("armed")).deliveries[0]?.timeline.map(({ status }) => status)).toEqual([
      ...["queued", "uploading", "processing", "waiting", "processing", "processing"],
    ]);
    const connections = await readJson(await gateway.request("/v1/connections?status=active"), 200);
    expect(connections.data).toMatchObject([{ user: "demo-owner", missing_scopes: [] }]);
  });

  it("goes on with what was out, from what the older release remembered of it", async () => {
    const { id, deliveries } = await postOf("armed");
    const deliveryId = deliveries[0]?.id ?? "";
    const engineDependencies = createEngineDependencies(gateway.dependencies);
    const claimed = await claimDelivery(
      engineDependencies.database,
      deliveryId,
      gateway.clock.now(),
    );
    if (claimed === null) throw new Error("Nobody may go on with it.");

    await createDeliveryRunner(engineDependencies)(claimed, new AbortController().signal);

    const shown = postSchema.parse(await readJson(await gateway.request(`/v1/posts/${id}`), 200));
    expect(shown.deliveries[0]).toMatchObject({ status: "published", post_ids: ["7123"] });
    // Nothing was begun or sent anew.
    expect(new Set(asked)).toEqual(new Set(["/v2/post/publish/status/fetch/"]));
  });

  it.each(["scheduled", "waiting"])("cancels what is %s", async (reference) => {
    const { id } = await postOf(reference);
    const answer = await readJson(
      await gateway.request(`/v1/posts/${id}/cancel`, { method: "POST" }),
      200,
    );
    expect(answer).toMatchObject({ status: "canceled", too_late: [], requested: [] });
  });

  it("is sealed anew under a new key, all that lasts of it", async () => {
    const { rewrapped, remaining } = await gateway.dependencies.credentials.rotateKeys();

    expect(rewrapped).toBeGreaterThan(0);
    const { data } = await readJson(await gateway.request("/v1/connections?status=active"), 200);
    const [{ id }] = data as [{ id: string }];
    const stored = await gateway.dependencies.credentials.store.read({
      tenantId: "default",
      connectionId: id,
    });
    expect(stored?.credential.grantedScopes).toContain("video.publish");
    // Two links to consent and one to upload; they end by themselves.
    expect(Object.keys(remaining)).toEqual(["k1"]);
    expect(remaining.k1).toBeLessThanOrEqual(4);
  });
});
