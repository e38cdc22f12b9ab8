import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createNodeByteSender, createPipeline } from "@upload-post/core";
import { createTiktokConnector } from "@upload-post/tiktok";
import {
  DEFAULT_WEB_APP,
  startTiktokSandbox,
  type TiktokSandbox,
} from "@upload-post/tiktok-sandbox";
import type { Configuration } from "../../apps/gateway/src/configuration/configuration";
import { readConfiguration } from "../../apps/gateway/src/configuration/read-configuration";
import { createRevocationHandler } from "../../apps/gateway/src/connections/revocation-job";
import { openDatabase } from "../../apps/gateway/src/database/open-database";
import { createEngineDependencies } from "../../apps/gateway/src/deliveries/create-engine-dependencies";
import { createDeliveryHandler } from "../../apps/gateway/src/deliveries/run-delivery";
import { type Gateway, openGateway } from "../../apps/gateway/src/open-gateway";
import { listen } from "../../apps/gateway/src/operations/listen";
import { freePort } from "../../scripts/demo/free-port.mjs";
import { createFaultPlan, type FaultPlan } from "./fault-plan";
import { openFaultProxy } from "./fault-proxy";
import { createFaultyFetch, createFaultySender } from "./faulty-fetch";

/** A gateway and TikTok's sandbox on one clock that only moves when told, with proxies between them. */
export type FaultWorld = {
  readonly sandbox: TiktokSandbox;
  readonly gateway: Gateway;
  readonly plan: FaultPlan;
  readonly adminKey: string;
  readonly directory: string;
  /** What the gateway logged, line by line. */
  readonly log: readonly string[];
  /** Does what falls due for a delivery, or for the grant of an ended connection. */
  wakeDelivery(id: string): Promise<void>;
  wakeRevocation(connectionId: string): Promise<void>;
  /** Ends exchanges that are held back. */
  release(): void;
  close(): Promise<void>;
};

const adminKey = "fault-proof-admin-key-0123456789";

/**
 * How long a call may take here. In production it is 30 s for calls and 60 s without a byte for
 * media; the proofs wait in real time for nothing but this.
 */
const callTimeoutMs = 600;
const idleTimeoutMs = 600;

/** Opens both. `random` spreads retries. */
export async function openFaultWorld(random: () => number): Promise<FaultWorld> {
  const directory = await mkdtemp(join(tmpdir(), "upload-post-faults-"));
  const plan = createFaultPlan();
  const [api, uploads, pulls] = await Promise.all([
    openFaultProxy(plan),
    openFaultProxy(plan),
    openFaultProxy(plan),
  ]);
  const uploadPort = await freePort();
  const sandbox = await startTiktokSandbox({
    clock: "manual",
    uploadPort,
    publicUploadOrigin: uploads.origin,
    apps: [{ ...DEFAULT_WEB_APP, activeUserCap: 1_000_000 }],
    switches: { loopback: "allow", mediaChecks: "off", keepMedia: false },
  });
  api.passTo(sandbox.origin);
  uploads.passTo(`http://127.0.0.1:${uploadPort}`);
  const now = () => new Date(sandbox.now());
  const { clientKey, clientSecret } = DEFAULT_WEB_APP;
  const prefix = `${pulls.origin}/public/media/`;
  const proof = sandbox.urlProperties.addPrefix(clientKey, prefix);
  const configuration = readConfiguration(
    {
      DATA_DIR: directory,
      PUBLIC_URL: pulls.origin,
      ADMIN_API_KEY: adminKey,
      LOG_LEVEL: "info",
      TIKTOK_CLIENT_KEY: clientKey,
      TIKTOK_CLIENT_SECRET: clientSecret,
      TIKTOK_API_ORIGIN: api.origin,
    },
    () => {
      throw new Error("Proofs read no secret files.");
    },
  );
  const connector: Configuration["connectors"][number]["create"] = (runtime) =>
    createTiktokConnector({
      ...runtime,
      clientKey,
      clientSecret,
      authorizeOrigin: sandbox.origin,
      apiOrigin: api.origin,
      uploadHosts: [new URL(uploads.origin).host],
      urlVerificationFiles: [{ name: proof.fileName ?? "", content: proof.signature }],
      timeoutMs: callTimeoutMs,
    });
  const log: string[] = [];
  const gateway = await openGateway({
    configuration: {
      ...configuration,
      connectors: configuration.connectors.map((each) => ({ ...each, create: connector })),
    },
    openDatabase: () => openDatabase({ ...configuration, onConnectionLost: () => undefined }),
    writeLog: (line) => log.push(line),
    now,
    fetch: createFaultyFetch(plan),
  });
  const server = await listen(gateway.app, { host: "127.0.0.1", port: 0 });
  pulls.passTo(`http://127.0.0.1:${server.port}`);
  await sandbox.urlProperties.verify(clientKey, prefix);
  const sender = createNodeByteSender({ idleTimeoutMs });
  const handler = createDeliveryHandler({
    ...createEngineDependencies(gateway.dependencies),
    pipeline: createPipeline({ sender: createFaultySender(plan, sender), now, random }),
  });
  const revocations = createRevocationHandler(gateway.dependencies);
  const proxies = [api, uploads, pulls];
  return {
    sandbox,
    gateway,
    plan,
    adminKey,
    directory,
    log,
    wakeDelivery: (id) => handler({ id }, new AbortController().signal),
    wakeRevocation: (id) => revocations({ id }, new AbortController().signal),
    release: () => {
      for (const proxy of proxies) proxy.release();
    },
    close: async () => {
      await Promise.all(proxies.map((proxy) => proxy.close()));
      sender.close();
      await server.stop();
      await gateway.close();
      await sandbox.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
