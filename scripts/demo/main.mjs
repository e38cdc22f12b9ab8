// `npm run demo`: the main job end to end, through the gateway's public HTTP surface and nothing else,
// against TikTok's sandbox on this machine. Nothing here reaches TikTok.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApiClient } from "./api-client.mjs";
import { createOwnerBrowser } from "./owner-browser.mjs";
import { runMainJob } from "./run-main-job.mjs";
import { startGateway } from "./start-gateway.mjs";
import { startSandbox } from "./start-sandbox.mjs";

const startedAt = Date.now();
const directory = await mkdtemp(join(tmpdir(), "upload-post-demo-"));
let sandbox = null;
let gateway = null;
try {
  sandbox = await startSandbox(directory);
  gateway = await startGateway(sandbox.gatewayEnvironment);
  await sandbox.verifyMediaAddress();
  console.log(
    `The gateway serves ${sandbox.gatewayOrigin}; TikTok's sandbox is ${sandbox.origin}.\n`,
  );
  await runMainJob({
    api: createApiClient(sandbox.gatewayOrigin, sandbox.apiKey),
    owner: createOwnerBrowser(),
    sandbox: sandbox.sandbox,
    directory,
  });
  console.log(`\nDone in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`);
} catch (error) {
  console.error(`\nThe demo failed: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
} finally {
  await gateway?.stop();
  await sandbox?.sandbox.close();
  await rm(directory, { recursive: true, force: true });
}
