import { join } from "node:path";
import { sandboxEnvironment } from "../start/sandbox-environment.mjs";
import { freePort } from "./free-port.mjs";

const sandboxModule = "../../test-fixtures/tiktok-sandbox/dist/index.js";

/**
 * Starts TikTok's sandbox and works out what the gateway must be told to take it for TikTok.
 *
 * @param {string} directory For everything the demo writes.
 */
export async function startSandbox(directory) {
  const { startTiktokSandbox, DEFAULT_WEB_APP } = await import(sandboxModule);
  const port = await freePort();
  const gatewayOrigin = `http://localhost:${port}`;
  const sandbox = await startTiktokSandbox({
    mediaDirectory: join(directory, "sandbox"),
    webhookUrl: `${gatewayOrigin}/webhooks/tiktok`,
    switches: { loopback: "allow" },
  });
  // As an operator does it in TikTok's portal: name the prefix, get a file, serve it, press "verify".
  const prefix = `${gatewayOrigin}/public/media/`;
  const { clientKey, clientSecret } = DEFAULT_WEB_APP;
  const proof = sandbox.urlProperties.addPrefix(clientKey, prefix);
  const { origin, uploadOrigin } = sandbox;
  const gatewayEnvironment = {
    ...sandboxEnvironment(
      { ...process.env, PORT: String(port), PUBLIC_URL: gatewayOrigin, LOG_LEVEL: "info" },
      { clientKey, clientSecret, origin, uploadOrigin },
      join(directory, "gateway"),
    ),
    TIKTOK_URL_VERIFICATION: `${proof.fileName}:${proof.signature}`,
  };
  return {
    sandbox,
    origin,
    gatewayOrigin,
    gatewayEnvironment,
    apiKey: gatewayEnvironment.ADMIN_API_KEY,
    verifyMediaAddress: () => sandbox.urlProperties.verify(clientKey, prefix),
  };
}
