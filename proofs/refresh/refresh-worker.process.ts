// A replica of the gateway that does nothing but what it is told: the real composition, on the real
// database, with a clock that the proof moves.
import { createHash } from "node:crypto";
import { subscribe } from "node:diagnostics_channel";
import { setTimeout as wait } from "node:timers/promises";
import { DEFAULT_WEB_APP } from "@upload-post/tiktok-sandbox";
import { readConfiguration } from "../../apps/gateway/src/configuration/read-configuration";
import { createConnectionPorts } from "../../apps/gateway/src/connections/connection-ports";
import { reviveConnections } from "../../apps/gateway/src/connections/upkeep/revive-connections";
import { openDatabase } from "../../apps/gateway/src/database/open-database";
import { openGateway } from "../../apps/gateway/src/open-gateway";
import { POINTS_CHANNEL } from "../../apps/gateway/src/operations/mark-point";
import { createOwnerBrowser } from "../../scripts/demo/owner-browser.mjs";
import type {
  DeathPoint,
  UseResult,
  WorkerAnswer,
  WorkerSettings,
  WorkerTask,
} from "./worker-messages";

const adminKey = "proof-of-refreshes-admin-key";
const settings: WorkerSettings = JSON.parse(process.argv[2] ?? "{}");
const { signal } = new AbortController();
let { aheadMs } = settings;
let deathPoint: DeathPoint | null = null;

const reach = (point: unknown) => {
  if (point === deathPoint) process.kill(process.pid, "SIGKILL");
};
subscribe(POINTS_CHANNEL, (message) => {
  if (typeof message === "object" && message !== null && "point" in message) reach(message.point);
});

const configuration = readConfiguration(
  {
    DATABASE_URL: settings.databaseUrl,
    DATA_DIR: settings.dataDir,
    ENCRYPTION_KEYS: `proof:${Buffer.alloc(32, 5).toString("base64")}`,
    ADMIN_API_KEY: adminKey,
    LOG_LEVEL: "silent",
    TIKTOK_CLIENT_KEY: DEFAULT_WEB_APP.clientKey,
    TIKTOK_CLIENT_SECRET: DEFAULT_WEB_APP.clientSecret,
    TIKTOK_AUTHORIZE_ORIGIN: settings.sandboxOrigin,
    TIKTOK_API_ORIGIN: settings.sandboxOrigin,
  },
  () => {
    throw new Error("There are no secret files here.");
  },
);
const gateway = await openGateway({
  configuration,
  openDatabase: () => openDatabase({ ...configuration, onConnectionLost: () => undefined }),
  writeLog: () => undefined,
  now: () => new Date(Date.now() + aheadMs),
  async fetch(input, init) {
    const response = await fetch(input, init);
    if (response.url.endsWith("/v2/oauth/token/")) reach("request.sent");
    return response;
  },
});
const { dependencies } = gateway;
const ports = createConnectionPorts(dependencies);

process.on("message", ({ id, task }: { id: number; task: WorkerTask }) => {
  perform(task).then(
    (answer) => process.send?.({ id, answer }),
    (error: unknown) => process.send?.({ id, error: String(error) }),
  );
});
process.once("disconnect", () => void gateway.close().then(() => process.exit(0)));
process.send?.({ id: 0, answer: {} });

async function perform(task: WorkerTask): Promise<WorkerAnswer> {
  switch (task.kind) {
    case "connect":
      return { text: await connect() };
    case "use":
      await wait(task.afterMs);
      return { use: await use(task.connection, task.callers) };
    case "advance":
      aheadMs += task.ms;
      return {};
    case "die":
      deathPoint = task.at;
      return {};
    case "revive":
      await reviveConnections(dependencies, signal);
      return {};
    case "state": {
      const answer = await request(`/v1/connections/${task.connection}`);
      const { status } = (await answer.json()) as { readonly status: string };
      return { text: status };
    }
  }
}

async function use(connection: string, callers: number): Promise<UseResult> {
  const account = await ports.findAccount("default", connection);
  if (account === null) throw new Error(`There is no connection ${connection}.`);
  const uses = Array.from({ length: callers }, () => account.credentials.current(signal));
  const results = await Promise.allSettled(uses);
  return {
    tokens: results.flatMap((result) =>
      result.status === "fulfilled" ? [digestOf(result.value.credential.secrets.access_token)] : [],
    ),
    failures: results.flatMap((result) =>
      result.status === "rejected"
        ? [{ code: String(result.reason?.code), message: String(result.reason?.message) }]
        : [],
    ),
  };
}

function digestOf(secret: { reveal(): string } | undefined): string {
  return createHash("sha256")
    .update(secret?.reveal() ?? "")
    .digest("hex");
}

/** The sandbox approves for the owner; all else is the way that every owner takes. */
async function connect(): Promise<string> {
  const made = await request("/v1/connections", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ platform: "tiktok", user: "proof" }),
  });
  const { id, authorization_url: link } = (await made.json()) as Readonly<Record<string, string>>;
  const browser = createOwnerBrowser(async (input, init) => {
    const { origin, pathname, search } = new URL(String(input));
    if (origin !== configuration.publicUrl) return await fetch(input, init);
    return await gateway.app.request(`${pathname}${search}`, init);
  });
  await browser.submit(await browser.open(link ?? ""), {});
  const state = await perform({ kind: "state", connection: id ?? "" });
  if (state.text !== "active") throw new Error(`The connection is ${state.text}.`);
  return id ?? "";
}

async function request(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { ...init.headers, authorization: `Bearer ${adminKey}` };
  return await gateway.app.request(path, { ...init, headers });
}
