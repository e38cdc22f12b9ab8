import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { mediaFile } from "@upload-post/test-media";
import { startTiktokSandbox, type TiktokSandbox } from "@upload-post/tiktok-sandbox";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { createApiClient } from "../../../scripts/demo/api-client.mjs";
import { connectAccount } from "../../../scripts/demo/connect-account.mjs";
import { freePort } from "../../../scripts/demo/free-port.mjs";
import { createOwnerBrowser } from "../../../scripts/demo/owner-browser.mjs";
import type { Environment } from "../src/configuration/read-variables";
import { postSchema } from "../src/posts/post-body";
import { type BuiltServer, buildServer } from "./build-server";
import { sandboxVariables } from "./sandbox-variables";
import { type ServerProcess, startServerProcess } from "./server-process";
import { createTestDatabaseUrl, withDatabases } from "./test-databases";

const adminKey = "the-admin-key-of-the-drain";
const PATIENCE_MS = 240_000;

withDatabases("the end of a process", (engine) => {
  let server: BuiltServer;
  let sandbox: TiktokSandbox;
  let dataDir = "";
  let environment: Environment = {};
  const running: ServerProcess[] = [];
  beforeAll(async () => {
    server = await buildServer();
  });
  afterAll(() => server.remove());
  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), "upload-post-drain-"));
    sandbox = await startTiktokSandbox({ switches: { loopback: "allow" } });
    const port = await freePort();
    environment = {
      DATA_DIR: dataDir,
      PORT: String(port),
      PUBLIC_URL: `http://localhost:${port}`,
      ADMIN_API_KEY: adminKey,
      ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString("base64")}`,
      ...sandboxVariables(sandbox),
      ...(engine === "postgresql" ? { DATABASE_URL: await createTestDatabaseUrl() } : {}),
    };
  });
  afterEach(async () => {
    for (const { child } of running.splice(0)) child.kill("SIGKILL");
    await sandbox.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const start = async (more: Environment = {}) => {
    const started = startServerProcess(server.path, { ...environment, ...more });
    running.push(started);
    return { ...started, address: await started.listening };
  };
  const post = async (address: string) => {
    const api = createApiClient(address, adminKey);
    const connection = await connectAccount(api, createOwnerBrowser(), () => undefined);
    const media = await api.upload(mediaFile("vertical-h264-aac.mp4"), () => undefined);
    const targets = [{ connection: connection.id, mode: "draft" }];
    const made = await api.post("/v1/posts", { media: [media.id], targets });
    return { api, post: postSchema.parse(made) };
  };
  const statusOf = async (api: ReturnType<typeof createApiClient>, id: string, wait = 0) =>
    postSchema.parse(await api.get(`/v1/posts/${id}?wait_s=${wait}`)).deliveries[0]?.status;
  const waitUntil = async (holds: () => Promise<boolean>) => {
    const giveUpAt = Date.now() + PATIENCE_MS / 4;
    while (!(await holds())) {
      if (Date.now() > giveUpAt) {
        throw new Error(running.map(({ output }) => output().slice(-3000)).join("\n---\n"));
      }
      await delay(50);
    }
  };

  it("is announced, ends what waits, leaves what can go on, and is a success", {
    timeout: PATIENCE_MS,
  }, async () => {
    sandbox.faults.add({
      target: "PUT /video/",
      effect: { kind: "delay", ms: 600_000, when: "before" },
      times: 1,
    });
    const first = await start({ DRAIN_DELAY_S: "2" });
    const { api, post: made } = await post(first.address);
    // The fault is taken: the only bytes are on their way.
    await waitUntil(async () => sandbox.faults.list().length === 0);
    await waitUntil(async () => (await statusOf(api, made.id)) !== "queued");
    const poll = statusOf(api, made.id, 60);

    const askedAt = performance.now();
    first.child.kill("SIGTERM");
    await waitUntil(async () => (await fetch(`${first.address}/readyz`)).status === 503);
    const notReady = await (await fetch(`${first.address}/readyz`)).json();
    expect(notReady).toMatchObject({ checks: { serving: "failed", database: "ok" } });
    expect(await poll).toMatch(/^(uploading|processing)$/);
    expect(performance.now() - askedAt).toBeLessThan(10_000);
    expect(await first.exit).toBe(0);
    expect(performance.now() - askedAt).toBeLessThan(45_000);

    const second = await start();
    const again = createApiClient(second.address, adminKey);
    await waitUntil(async () => (await statusOf(again, made.id, 5)) === "in_inbox");
    expect(sandbox.inspect.tasks()).toHaveLength(1);
  });

  it("comes at once when it is asked for twice", { timeout: PATIENCE_MS }, async () => {
    const first = await start({ DRAIN_DELAY_S: "60" });

    first.child.kill("SIGTERM");
    await waitUntil(async () => (await fetch(`${first.address}/readyz`)).status === 503);
    first.child.kill("SIGINT");

    expect(await first.exit).toBe(1);
  });
});
