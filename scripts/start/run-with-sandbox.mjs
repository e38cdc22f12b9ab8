import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { runChild } from "../bootstrap/run-child.mjs";
import { sandboxEnvironment } from "./sandbox-environment.mjs";
import { whatToTry } from "./what-to-try.mjs";

const sandboxModule = "../../test-fixtures/tiktok-sandbox/dist/index.js";
const usualPort = 4010;

/**
 * Runs the gateway with TikTok's sandbox beside it. The sandbox lives in this process, so it outlives
 * the gateway's draining and never remains alone. Both forget everything at the end.
 *
 * @param {string} gatewayMain The built gateway.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} The exit code of the gateway.
 */
export async function runWithSandbox(gatewayMain, env) {
  const { startTiktokSandbox, DEFAULT_WEB_APP } = await import(sandboxModule);
  const port = Number(env.PORT ?? "8787");
  if (!(await isFree(port))) {
    throw new Error(
      `Port ${port} is taken. Stop what listens there, or choose another with PORT=…`,
    );
  }
  const dataDirectory = await mkdtemp(join(tmpdir(), "upload-post-"));
  const publicUrl = env.PUBLIC_URL ?? `http://localhost:${port}`;
  const sandbox = await startTiktokSandbox({
    port: (await isFree(usualPort)) ? usualPort : 0,
    uploadPort: 0,
    webhookUrl: `${publicUrl}/webhooks/tiktok`,
    switches: { loopback: "allow" },
  });
  try {
    // As an operator does it in TikTok's portal: name the prefix, get a file, serve it, press "verify".
    const { clientKey } = DEFAULT_WEB_APP;
    const prefix = `${publicUrl}/public/media/`;
    const proof = sandbox.urlProperties.addPrefix(clientKey, prefix);
    const gatewayEnv = {
      ...sandboxEnvironment(env, { ...DEFAULT_WEB_APP, ...addresses(sandbox) }, dataDirectory),
      TIKTOK_URL_VERIFICATION: `${proof.fileName}:${proof.signature}`,
    };
    const stopped = new AbortController();
    const running = runChild(process.execPath, [gatewayMain], { env: gatewayEnv });
    const told = sayWhatToTry(gatewayEnv, sandbox.origin, stopped.signal, () =>
      sandbox.urlProperties.verify(clientKey, prefix),
    );
    const code = await running.finally(() => stopped.abort());
    await told;
    return code;
  } finally {
    await sandbox.close();
    await rm(dataDirectory, { recursive: true, force: true });
  }
}

/** @param {{ origin: string, uploadOrigin: string }} sandbox */
function addresses({ origin, uploadOrigin }) {
  return { origin, uploadOrigin };
}

/**
 * Waits until the gateway is ready and tells what to do with it, unless it stops before.
 *
 * @param {ReturnType<typeof sandboxEnvironment>} gatewayEnv
 * @param {string} sandbox
 * @param {AbortSignal} stopped
 * @param {() => Promise<unknown>} verifyMediaAddress
 */
async function sayWhatToTry(gatewayEnv, sandbox, stopped, verifyMediaAddress) {
  const local = `http://${gatewayEnv.HOST}:${gatewayEnv.PORT}`;
  while (!stopped.aborted) {
    if (await isReady(`${local}/readyz`)) {
      await verifyMediaAddress();
      console.log(
        whatToTry({ gateway: gatewayEnv.PUBLIC_URL, sandbox, apiKey: gatewayEnv.ADMIN_API_KEY }),
      );
      return;
    }
    await delay(200, undefined, { signal: stopped }).catch(() => {
      // The gateway has stopped; the loop sees that too.
    });
  }
}

/** @param {string} url */
async function isReady(url) {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    // Not listening yet.
    return false;
  }
}

/** @param {number} port */
function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}
