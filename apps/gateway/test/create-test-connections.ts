import type { Connector } from "@upload-post/core/connector";
import {
  createMemoryConnector,
  createMemoryPlatform,
  type MemoryPlatform,
} from "@upload-post/core/testing";
import type { Environment } from "../src/configuration/read-variables";
import type { ConnectionDependencies } from "../src/connections/connection-dependencies";
import type { ConnectionHooks } from "../src/connections/connection-hooks";
import { createTestBrowser, type TestBrowser } from "./create-test-browser";
import { createTestGateway, readJson, type TestGateway } from "./create-test-gateway";
import { createTestClock } from "./test-clock";
import type { DatabaseEngine } from "./test-databases";

/** A gateway whose only platform lives in memory. */
export type TestConnections = {
  readonly gateway: TestGateway;
  readonly platform: MemoryPlatform;
  readonly dependencies: ConnectionDependencies;
  /** Who is signed in at the platform from now on. */
  signInAs(accountId: string): void;
  /** Lets the next revocations at the platform fail as if it were down. */
  breakRevocation(times?: number): void;
  /** `POST /v1/connections`; answers the body. */
  create(fields?: object, key?: string): Promise<Record<string, unknown>>;
  get(id: string, key?: string): Promise<Record<string, unknown>>;
  /** Opens a link, clicks, and answers the consent: all but the callback, whose address it answers. */
  consent(
    browser: TestBrowser,
    link: string,
    answer?: { readonly deny?: boolean; readonly scopes?: readonly string[] },
  ): Promise<string>;
  /** Goes all the way with a browser of its own; answers the active connection's id. */
  connect(fields?: object, key?: string): Promise<string>;
  close(): Promise<void>;
};

/** What a test may change. */
export type TestConnectionsOptions = {
  readonly environment?: Environment;
  readonly hooks?: Partial<ConnectionHooks>;
  /** Changes the connector. */
  readonly connector?: (connector: Connector) => Connector;
};

/** Opens the gateway and registers this room's routes on it. */
export async function createTestConnections(
  engine: DatabaseEngine,
  options: TestConnectionsOptions = {},
): Promise<TestConnections> {
  const clock = createTestClock();
  const { now } = clock;
  const platform = createMemoryPlatform({ now });
  let signedIn = "account-1";
  const memory = createMemoryConnector({ platform, now });
  // The memory platform has one account; consents of others are told apart here.
  const identify: Connector["authorization"]["identify"] = async (request) => ({
    ...(await memory.authorization.identify(request)),
    stableId: signedIn,
  });
  const named = { ...memory, authorization: { ...memory.authorization, identify } };
  const connector = options.connector?.(named) ?? named;
  const gateway = await createTestGateway({
    engine,
    clock,
    environment: options.environment ?? {},
    connectionHooks: options.hooks ?? {},
    // A second platform, for what must not be mixed up.
    connectors: [connector, { ...connector, id: "elsewhere" }],
  });

  const create: TestConnections["create"] = async (fields = {}, key = gateway.adminKey) => {
    const json = { platform: connector.id, user: "owner-1", ...fields };
    return readJson(await gateway.request("/v1/connections", { method: "POST", json, key }), 201);
  };
  const consent: TestConnections["consent"] = async (browser, link, answer = {}) => {
    const started = await browser.submit(link);
    if (started.status !== 303) throw new Error(`The link answered ${started.status}.`);
    const parameters = platform.consent(started.headers.get("location") ?? "", answer);
    return `/oauth/${connector.id}/callback?${new URLSearchParams(parameters)}`;
  };
  return {
    gateway,
    platform,
    dependencies: gateway.dependencies,
    signInAs: (accountId) => {
      signedIn = accountId;
    },
    breakRevocation: (times = 1) => platform.failNext("revoke", "refused", times),
    create,
    get: async (id, key = gateway.adminKey) =>
      readJson(await gateway.request(`/v1/connections/${id}`, { key }), 200),
    consent,
    connect: async (fields, key) => {
      const made = await create(fields, key);
      const browser = createTestBrowser(gateway);
      const done = await browser.get(await consent(browser, String(made.authorization_url)));
      if (done.status >= 400) throw new Error(`The callback answered ${done.status}.`);
      return String(made.id);
    },
    close: gateway.close,
  };
}
