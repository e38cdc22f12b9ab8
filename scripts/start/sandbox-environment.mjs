import { randomBytes } from "node:crypto";

/**
 * @typedef {object} SandboxAddress
 * @property {string} origin Pages and API, such as `http://127.0.0.1:4010`.
 * @property {string} uploadOrigin Where media are sent.
 * @property {string} clientKey Of an app registered there.
 * @property {string} clientSecret Of the same app.
 */

/**
 * What the gateway must be told to take the sandbox for TikTok. What the operator has set for the
 * gateway itself stays; the variables of TikTok are the sandbox's, or a post could become real.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {SandboxAddress} sandbox
 * @param {string} dataDirectory Used unless DATA_DIR is set.
 */
export function sandboxEnvironment(env, sandbox, dataDirectory) {
  const port = env.PORT ?? "8787";
  return {
    ...env,
    HOST: env.HOST ?? "127.0.0.1",
    PORT: port,
    PUBLIC_URL: env.PUBLIC_URL ?? `http://localhost:${port}`,
    DATA_DIR: env.DATA_DIR ?? dataDirectory,
    ADMIN_API_KEY: env.ADMIN_API_KEY ?? `sandbox_${randomBytes(24).toString("base64url")}`,
    LOG_LEVEL: env.LOG_LEVEL ?? "warn",
    TIKTOK_CLIENT_KEY: sandbox.clientKey,
    TIKTOK_CLIENT_SECRET: sandbox.clientSecret,
    TIKTOK_APP_TYPE: "web",
    TIKTOK_AUTHORIZE_ORIGIN: sandbox.origin,
    TIKTOK_API_ORIGIN: sandbox.origin,
    TIKTOK_UPLOAD_HOSTS: new URL(sandbox.uploadOrigin).host,
  };
}
