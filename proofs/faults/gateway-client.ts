import { createTestBrowser } from "../../apps/gateway/test/create-test-browser";
import { giveConsent } from "../../apps/gateway/test/give-tiktok-consent";
import type { FaultWorld } from "./fault-world";

/** What the gateway answered. */
export type GatewayAnswer = { readonly status: number; readonly body: Record<string, unknown> };

/** A caller of the gateway's API who is its owner's browser as well. */
export type GatewayClient = {
  call(
    method: string,
    path: string,
    json?: unknown,
    headers?: Record<string, string>,
  ): Promise<GatewayAnswer>;
  /** The same, and throws for anything but success. */
  demand(method: string, path: string, json?: unknown): Promise<Record<string, unknown>>;
  /** Starts a connection; answers its id and its link. */
  startConnection(username: string): Promise<{ readonly id: string; readonly link: string }>;
  /** Opens a link, consents at TikTok, and comes back. */
  consent(link: string, username: string): Promise<void>;
};

/** Makes one. */
export function createGatewayClient({ gateway, adminKey }: FaultWorld): GatewayClient {
  const browserOf = () =>
    createTestBrowser({
      request: async (path, { method = "GET", headers = {} } = {}) =>
        gateway.app.request(path, { method, headers }),
    });
  const call: GatewayClient["call"] = async (method, path, json, headers = {}) => {
    const response = await gateway.app.request(path, {
      method,
      headers: {
        Authorization: `Bearer ${adminKey}`,
        ...(json === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? {} : JSON.parse(text) };
  };
  const demand: GatewayClient["demand"] = async (method, path, json) => {
    const { status, body } = await call(method, path, json);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(body)}`);
    return body;
  };
  return {
    call,
    demand,
    async startConnection(username) {
      const made = await demand("POST", "/v1/connections", { platform: "tiktok", user: username });
      return { id: String(made.id), link: String(made.authorization_url) };
    },
    async consent(link, username) {
      const browser = browserOf();
      const started = await browser.submit(link);
      if (started.status !== 303) throw new Error(`The link was answered ${started.status}.`);
      const consent = started.headers.get("location") ?? "";
      await browser.get(await giveConsent(consent, { decision: "approve", username }));
    },
  };
}
