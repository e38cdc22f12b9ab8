import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecret } from "@upload-post/core/connector";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
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

withDatabases("a process with the wrong keys", (engine) => {
  let server: BuiltServer;
  let dataDir = "";
  let url: string | null = null;
  const running: ServerProcess[] = [];
  beforeAll(async () => {
    server = await buildServer();
    dataDir =
      engine === "embedded"
        ? await createTestDataDirectory()
        : mkdtempSync(join(tmpdir(), "upload-post-keys-"));
    url = engine === "embedded" ? null : await createTestDatabaseUrl();
  });
  afterAll(async () => {
    for (const { child } of running) child.kill("SIGKILL");
    rmSync(dataDir, { recursive: true, force: true });
    await server.remove();
  });

  const start = (more: Environment) => {
    const environment: Environment = {
      ...{ DATA_DIR: dataDir, ADMIN_API_KEY: adminKey, LOG_LEVEL: "warn" },
      ...(url === null ? {} : { DATABASE_URL: url }),
      ...more,
    };
    const started = startServerProcess(server.path, environment);
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

  it("refuses to start, names the key, and changes nothing", { timeout: 240_000 }, async () => {
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
});
