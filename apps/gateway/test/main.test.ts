import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Environment } from "../src/configuration/read-variables";
import { type BuiltServer, buildServer } from "./build-server";
import { type ServerProcess, startServerProcess } from "./server-process";
import { createTestDatabaseUrl } from "./test-databases";

/** A first start makes a database, which takes seconds on an idle machine and more on a busy one. */
const PATIENCE = { timeout: 180_000 };

describe("the server as a process", PATIENCE, () => {
  let server: BuiltServer;
  let dataDir = "";
  const children: ChildProcess[] = [];
  beforeAll(async () => {
    server = await buildServer();
  });
  afterAll(async () => server.remove());
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), "upload-post-main-"));
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
    rmSync(dataDir, { recursive: true, force: true });
  });

  function run(environment: Environment, ...commands: string[]): ServerProcess {
    const started = startServerProcess(
      server.path,
      { DATA_DIR: dataDir, ...environment },
      ...commands,
    );
    children.push(started.child);
    return started;
  }

  const statusOf = async (address: string, path: string, key = "none") =>
    (await fetch(`${address}${path}`, { headers: { Authorization: `Bearer ${key}` } })).status;

  it("makes its secrets at the first start, drains on SIGTERM, and knows the key at the next", async () => {
    const first = run({});
    const address = await first.listening;
    const key = /^ {2}(up_live_\S+)$/m.exec(first.output())?.[1] ?? "";
    expect(await statusOf(address, "/readyz")).toBe(200);
    expect(await statusOf(address, "/v1/api-keys", key)).toBe(200);
    first.child.kill("SIGTERM");
    expect(await first.exit).toBe(0);
    expect(first.output()).toContain("ENCRYPTION_KEYS is not set");

    const second = run({ LOG_LEVEL: "silent" });
    expect(await statusOf(await second.listening, "/v1/api-keys", key)).toBe(200);
    expect(second.output()).not.toContain("up_live_");
    expect(second.output()).not.toContain('"level"');
  });

  it("keeps a second process out of its directory", async () => {
    const first = run({});
    await first.listening;

    const second = run({});

    expect(await second.exit).toBe(1);
    expect(second.output()).toContain("Another gateway is using");
  });

  it("stops before it starts when variables are wrong, naming each", async () => {
    const process = run({ PORT: "x", ADMIN_API_KEY: "canary" });

    expect(await process.exit).toBe(1);
    expect(process.output()).toMatch(/PORT: .*\n {2}ADMIN_API_KEY: /);
    expect(process.output()).not.toContain("canary");
  });

  it("says that an address is taken, and gives its directory back", async () => {
    const first = run({});
    const port = new URL(await first.listening).port;
    const otherDir = mkdtempSync(join(tmpdir(), "upload-post-main-"));

    const second = run({ DATA_DIR: otherDir, PORT: port });

    expect(await second.exit).toBe(1);
    expect(second.output()).toContain("EADDRINUSE");
    rmSync(otherDir, { recursive: true });
  });

  it("runs twice on one PostgreSQL, with the same keys", async () => {
    const environment = {
      DATABASE_URL: await createTestDatabaseUrl(),
      ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString("base64")}`,
      ADMIN_API_KEY: "the-admin-key-of-both",
    };
    const replicas = [run(environment), run(environment)];
    const addresses = await Promise.all(replicas.map(({ listening }) => listening));

    for (const address of addresses) {
      expect(await statusOf(address, "/v1/api-keys", environment.ADMIN_API_KEY)).toBe(200);
    }
    for (const { child } of replicas) child.kill("SIGTERM");
    expect(await Promise.all(replicas.map(({ exit }) => exit))).toEqual([0, 0]);
  });

  it("does not print the URL of a PostgreSQL that is away", async () => {
    const process = run({
      DATABASE_URL: "postgresql://canary:canary@127.0.0.1:1/canary",
      DATABASE_WAIT_S: "1",
      ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString("base64")}`,
    });

    expect(await process.exit).toBe(1);
    expect(process.output()).toContain("The database cannot be reached (ECONNREFUSED)");
    expect(process.output()).toContain("The gateway failed");
    expect(process.output()).not.toContain("canary");
  });

  it("has a doctor, and says what else it takes", async () => {
    const doctor = run({}, "doctor");
    const unknown = run({}, "dance");

    expect(await doctor.exit).toBe(0);
    expect(doctor.output()).toContain("Nothing keeps the gateway from serving.");
    expect(await unknown.exit).toBe(2);
    expect(unknown.output()).toContain("Usage:");
  });
});
