import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecret } from "@upload-post/core/connector";
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { createApiClient } from "../../../scripts/demo/api-client.mjs";
import type { Environment } from "../src/configuration/read-variables";
import type { GatewayDatabase } from "../src/database/gateway-database";
import { openEmbeddedDatabase } from "../src/database/open-embedded-database";
import { openPostgresqlDatabase } from "../src/database/open-postgresql-database";
import { type BuiltServer, buildServer } from "./build-server";
import { type ServerProcess, startServerProcess } from "./server-process";
import { createTestDatabaseUrl, createTestDataDirectory, withDatabases } from "./test-databases";

const adminKey = "the-admin-key-of-the-keys";
const keyOf = (fill: number) => Buffer.alloc(32, fill).toString("base64");
/** Five seconds on a machine of its own; tests share theirs with each other. */
const REFUSED_WITHIN_MS = 20_000;

withDatabases("the keys of a process", (engine) => {
  let server: BuiltServer;
  let dataDir = "";
  let url: string | null = null;
  const running: ServerProcess[] = [];
  beforeAll(async () => {
    server = await buildServer();
  });
  beforeEach(async () => {
    dataDir =
      engine === "embedded"
        ? await createTestDataDirectory()
        : mkdtempSync(join(tmpdir(), "upload-post-keys-"));
    url = engine === "embedded" ? null : await createTestDatabaseUrl();
  });
  afterEach(async () => {
    for (const { child } of running) child.kill("SIGKILL");
    await Promise.all(running.splice(0).map(({ exit }) => exit));
    rmSync(dataDir, { recursive: true, force: true });
  });
  afterAll(() => server.remove());

  const logged = () => running.map((started) => started.output()).join("");
  const start = (more: Environment, ...commands: readonly string[]) => {
    const environment: Environment = {
      ...{ DATA_DIR: dataDir, ADMIN_API_KEY: adminKey, LOG_LEVEL: "warn" },
      ...(url === null ? {} : { DATABASE_URL: url }),
      ...more,
    };
    const started = startServerProcess(server.path, environment, ...commands);
    running.push(started);
    return started;
  };
  /** Every row of every table, and every file of ours. */
  const everything = async () => {
    const database: GatewayDatabase =
      url === null
        ? await openEmbeddedDatabase(dataDir)
        : openPostgresqlDatabase({ url: createSecret(url), onConnectionLost: () => undefined });
    try {
      const { rows } = await sql<{ name: string }>`
        select tablename as name from pg_tables where schemaname = 'public' order by 1
      `.execute(database.kysely);
      const tables: unknown[] = [];
      for (const { name } of rows) {
        const found = await sql`select * from ${sql.table(name)} order by 1`.execute(
          database.kysely,
        );
        tables.push([name, found.rows]);
      }
      const files = readdirSync(dataDir).filter((name) => name !== "gateway.lock");
      return JSON.stringify([tables, files]);
    } finally {
      await database.close();
    }
  };

  it("refuse its start when they are wrong, are named, and change nothing", {
    timeout: 240_000,
  }, async () => {
    const first = start({ ENCRYPTION_KEYS: `k1:${keyOf(1)}` });
    const api = createApiClient(await first.listening, adminKey);
    await api.post("/v1/media/uploads", { size_bytes: 1000, type: "video/mp4" });
    first.child.kill("SIGTERM");
    expect(await first.exit).toBe(0);
    const before = await everything();

    const wrong = [
      { keys: `k1:${keyOf(2)}`, says: /the key under the id "k1" is not the one/ },
      { keys: `k2:${keyOf(2)}`, says: /the key "k1" is missing/ },
    ];
    for (const { keys, says } of wrong) {
      const startedAt = performance.now();
      const refused = start({ ENCRYPTION_KEYS: keys });
      expect(await refused.exit).toBe(1);
      const tookMs = performance.now() - startedAt;
      expect(refused.output()).toMatch(says);
      expect(refused.output()).not.toContain(keyOf(2));
      expect(tookMs).toBeLessThan(REFUSED_WITHIN_MS);
    }
    expect(await everything()).toBe(before);
  });

  it("change while the gateway serves, until the old one may go", {
    timeout: 240_000,
  }, async () => {
    const old = `k1:${keyOf(1)}`;
    const fresh = `k2:${keyOf(2)}`;
    const first = start({ ENCRYPTION_KEYS: old });
    const api = createApiClient(await first.listening, adminKey);
    await api.post("/v1/webhook-endpoints", { url: "https://hooks.example.com/upload-post" });
    first.child.kill("SIGTERM");
    expect(await first.exit).toBe(0);

    const both = { ENCRYPTION_KEYS: `${fresh},${old}`, LOG_LEVEL: "info" };
    const serving = start(both);
    const origin = await serving.listening;
    if (engine === "postgresql") {
      const rotate = start(both, "rotate");
      expect(await rotate.exit).toBe(0);
      expect(rotate.output()).toMatch(/1 stored secrets are now sealed with the key "k2"/);
    }
    await vi.waitFor(() => expect(logged()).toMatch(/no other key is needed any more/i), {
      timeout: 60_000,
    });
    expect((await fetch(`${origin}/readyz`)).status).toBe(200);
    serving.child.kill("SIGTERM");
    expect(await serving.exit).toBe(0);

    const alone = start({ ENCRYPTION_KEYS: fresh });
    await alone.listening;
    alone.child.kill("SIGTERM");
    expect(await alone.exit).toBe(0);
  });
});
