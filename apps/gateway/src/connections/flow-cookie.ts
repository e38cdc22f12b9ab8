import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { GatewayEnvironment } from "../http/gateway-app";
import { STATE_LIFE_SECONDS } from "./start-authorization";

/**
 * The cookie that binds a flow to the browser that started it. Each flow has its own, so that two of
 * them may be under way in one browser; over https its name keeps other hosts from planting one.
 */
export type FlowCookie = {
  /** Gives this browser the secret of a flow. */
  set(context: Context<GatewayEnvironment>, flowId: string, secret: string): void;
  /** The secret that this browser brought; `undefined` when it has none. */
  read(context: Context<GatewayEnvironment>, flowId: string): string | undefined;
  /** Takes it back. */
  clear(context: Context<GatewayEnvironment>, flowId: string): void;
};

/** Makes the cookie for a gateway at this public origin. */
export function createFlowCookie(publicUrl: string): FlowCookie {
  const secure = publicUrl.startsWith("https:");
  const nameOf = (flowId: string) =>
    `${secure ? "__Host-" : ""}up_flow_${flowId.replaceAll("-", "").slice(0, 12)}`;
  const options = { path: "/", httpOnly: true, sameSite: "Lax", secure } as const;
  return {
    set: (context, flowId, secret) =>
      setCookie(context, nameOf(flowId), secret, { ...options, maxAge: STATE_LIFE_SECONDS }),
    read: (context, flowId) => getCookie(context, nameOf(flowId)),
    clear: (context, flowId) => setCookie(context, nameOf(flowId), "", { ...options, maxAge: 0 }),
  };
}
