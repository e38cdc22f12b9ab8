import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Connector } from "@upload-post/core/connector";
import type { Configuration } from "../src/configuration/configuration";
import { readConfiguration } from "../src/configuration/read-configuration";
import type { Environment } from "../src/configuration/read-variables";
import type { ConnectionHooks } from "../src/connections/connection-hooks";
import type { GatewayDatabase } from "../src/database/gateway-database";
import { createApp } from "../src/http/create-app";
import { type Gateway, openGateway } from "../src/open-gateway";
import { createTestClock, type TestClock } from "./test-clock";
import { type DatabaseEngine, openTestDatabase } from "./test-databases";

/** What a test may ask of its gateway. */
export type TestGatewayOptions = {
  readonly engine: DatabaseEngine;
  /** Variables on top of the defaults. */
  readonly environment?: Environment;
  readonly fetch?: typeof globalThis.fetch;
  /** Platforms on top of those that the environment switches on. */
  readonly connectors?: readonly Connector[];
  /** Changes the database before the gateway sees it. */
  readonly prepareDatabase?: (database: GatewayDatabase) => Promise<void>;
  /** For tests whose platform shares the gateway's time; the gateway makes one otherwise. */
  readonly clock?: TestClock;
  /** What is told about changes of connections, instead of the rooms that are. */
  readonly connectionHooks?: Partial<ConnectionHooks>;
};

/** One request; `json` is sent as the body, `key` as the API key (default: the admin key; `null`: none). */
export type TestRequest = {
  readonly method?: string;
  readonly key?: string | null;
  readonly json?: unknown;
  readonly body?: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;
  readonly headers?: Readonly<Record<string, string>>;
};

/** A gateway in this process, without a socket. */
export type TestGateway = Gateway & {
  readonly clock: TestClock;
  /** The bootstrap key. */
  readonly adminKey: string;
  /** Every line it logged. */
  readonly logLines: readonly string[];
  readonly dataDir: string;
  readonly request: (path: string, request?: TestRequest) => Promise<Response>;
  /** Makes a tenant with one key that has these scopes (default: all). */
  readonly createTenant: (scopes?: readonly string[]) => Promise<{ id: string; key: string }>;
};

/** The bootstrap key of test gateways. */
const adminKey = "test-admin-key-0123456789";

const allScopes = ["connections", "media", "posts", "publish:unreviewed", "webhooks", "admin"];

/** Opens a gateway on either database; close it in `afterAll`. It costs about a second. */
export async function createTestGateway(options: TestGatewayOptions): Promise<TestGateway> {
  const dataDir = await mkdtemp(join(tmpdir(), "upload-post-gateway-"));
  const clock = options.clock ?? createTestClock();
  const logLines: string[] = [];
  const configured = readConfiguration(
    {
      DATA_DIR: dataDir,
      ADMIN_API_KEY: adminKey,
      PUBLIC_URL: "http://localhost:8787",
      ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 7).toString("base64")}`,
      ...options.environment,
    },
    () => {
      throw new Error("Test gateways read no files.");
    },
  );
  const opened = await openGateway({
    configuration: withConnectors(configured, options.connectors ?? []),
    openDatabase: async () => {
      const database = await openTestDatabase(options.engine);
      await options.prepareDatabase?.(database);
      return database;
    },
    writeLog: (line) => logLines.push(line),
    now: clock.now,
    fetch: options.fetch ?? refuseToFetch,
  });
  const gateway = withHooks(opened, options.connectionHooks);
  const request = async (path: string, details: TestRequest = {}): Promise<Response> => {
    const { method = "GET", key = adminKey, json, body, headers } = details;
    return await gateway.app.request(path, {
      method,
      headers: {
        ...(key === null ? {} : { Authorization: `Bearer ${key}` }),
        ...(json === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      body: json === undefined ? (body ?? null) : JSON.stringify(json),
    });
  };
  return {
    ...gateway,
    clock,
    adminKey,
    logLines,
    dataDir,
    request,
    createTenant: (scopes = allScopes) => createTenant(request, scopes),
    close: async () => {
      await gateway.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function withConnectors(
  configuration: Configuration,
  connectors: readonly Connector[],
): Configuration {
  const added = connectors.map((connector) => ({
    id: connector.id,
    secrets: [],
    warnings: [],
    origins: [],
    create: () => connector,
  }));
  return { ...configuration, connectors: [...configuration.connectors, ...added] };
}

function withHooks(gateway: Gateway, hooks: Partial<ConnectionHooks> | undefined): Gateway {
  if (hooks === undefined) return gateway;
  const connectionHooks = { ...gateway.dependencies.connectionHooks, ...hooks };
  const dependencies = { ...gateway.dependencies, connectionHooks };
  return { ...gateway, dependencies, app: createApp(dependencies) };
}

async function createTenant(
  request: TestGateway["request"],
  scopes: readonly string[],
): Promise<{ id: string; key: string }> {
  const tenant = await request("/v1/tenants", { method: "POST", json: { name: "A tenant" } });
  const { id } = await readJson(tenant, 201);
  const made = await request("/v1/api-keys", {
    method: "POST",
    json: { name: "A key", scopes, tenant: id },
  });
  const { key } = await readJson(made, 201);
  return { id: String(id), key: String(key) };
}

/** The JSON object of an answer that must have a status. */
export async function readJson(
  response: Response,
  status: number,
): Promise<Record<string, unknown>> {
  const text = await response.text();
  if (response.status !== status) {
    throw new Error(`Expected status ${status}, got ${response.status}: ${text}`);
  }
  // Tests look at single members and compare them; a wrong shape fails there.
  return JSON.parse(text) as Record<string, unknown>;
}

function refuseToFetch(): Promise<Response> {
  throw new Error("This test gateway must not call anybody; pass `fetch` to createTestGateway.");
}
