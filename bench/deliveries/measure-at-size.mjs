import { setTimeout as delay } from "node:timers/promises";
import { createApiClient } from "../../scripts/demo/api-client.mjs";
import { startGateway } from "../../scripts/demo/start-gateway.mjs";
import { startSandbox } from "../../scripts/demo/start-sandbox.mjs";
import { cpuSeconds, residentBytes } from "../gateway/watch-process.mjs";
import { deliverMany } from "./deliver-many.mjs";
import { compareReads } from "./read-load.mjs";

/** One key may ask 6,000 times a minute, so that many take turns. */
const keyCount = 40;
const encryptionKeys = `bench:${Buffer.alloc(32, 3).toString("base64")}`;

/** Everything that is measured with `size` finished deliveries in the tables; `bareOrigin` is the bare server. */
export async function measureAtSize({ directory, dataDir, databaseUrl, bareOrigin, size }) {
  const someId = () => `post_bench_${1 + Math.floor(Math.random() * size)}`;
  const started = await startSandbox(directory);
  const env = {
    ...started.gatewayEnvironment,
    DATA_DIR: dataDir,
    ENCRYPTION_KEYS: encryptionKeys,
    ...(databaseUrl === "" ? {} : { DATABASE_URL: databaseUrl }),
  };
  const startedAt = performance.now();
  const gateway = await startGateway(env);
  const startMs = performance.now() - startedAt;
  try {
    await delay(3_000);
    const idleMegabytes = residentBytes(gateway.pid) / 1e6;
    const api = createApiClient(started.gatewayOrigin, started.apiKey);
    const keys = [];
    for (let index = 0; index < keyCount; index += 1) {
      const { key } = await api.post("/v1/api-keys", { name: `bench ${index}`, scopes: ["posts"] });
      keys.push(key);
    }
    const origin = started.gatewayOrigin.replace("localhost", "127.0.0.1");
    const bareRead = () => ({ url: `${bareOrigin}/v1/posts/post_bench_1` });
    const read = (turn) => ({
      url: `${origin}/v1/posts/${someId()}`,
      headers: { Authorization: `Bearer ${keys[turn % keyCount]}` },
    });
    const cpuBeforeReads = cpuSeconds(gateway.pid);
    let reads = 0;
    const counted = (turn) => {
      reads += 1;
      return read(turn);
    };
    const compared = await compareReads(counted, bareRead);
    const cpuMsPerRead = ((cpuSeconds(gateway.pid) - cpuBeforeReads) / reads) * 1000;
    const cpuBefore = cpuSeconds(gateway.pid);
    const delivered = await deliverMany(started, api);
    const cpuPerDelivery = (cpuSeconds(gateway.pid) - cpuBefore) / delivered.deliveries;
    return {
      startMs: Math.round(startMs),
      idleMegabytes: Math.round(idleMegabytes),
      ...compared,
      cpuMsPerRead,
      ...delivered,
      cpuMsPerDelivery: Math.round(cpuPerDelivery * 1000),
    };
  } finally {
    await gateway.stop();
    await started.sandbox.close();
  }
}
