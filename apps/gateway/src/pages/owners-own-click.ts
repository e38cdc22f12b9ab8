import type { Context } from "hono";
import type { GatewayEnvironment } from "../http/gateway-app";

/**
 * Whether a form was sent from a page of this gateway, not by another site that makes the owner's
 * browser send it: that would start a consent nobody read about.
 *
 * Browsers say so in `Sec-Fetch-Site`, or at least in `Origin`. What sends neither is no browser, and
 * has no owner to mislead.
 */
export function isOwnersOwnClick(context: Context<GatewayEnvironment>, publicUrl: string): boolean {
  const site = context.req.header("sec-fetch-site");
  if (site !== undefined) return site === "same-origin" || site === "none";
  const origin = context.req.header("origin");
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  // Behind some proxies owners see another address than PUBLIC_URL; a page never has another's host.
  const { host } = new URL(origin);
  return host === new URL(publicUrl).host || host === context.req.header("host");
}
