import {
  hostHeaderValidationResponse,
  localhostAllowedHostnames,
  originValidationResponse,
} from "@modelcontextprotocol/server";

/**
 * Refuses what a foreign web page sends through a visitor's browser (403).
 *
 * An `Origin` must be the gateway's own. While its public address is this very machine, pages of this
 * machine may call too (inspectors, development), and `Host` must name it: a page that rebinds its own
 * name to 127.0.0.1 still sends that name. On a public address the proxy in front routes by `Host`, and
 * agents inside the operator's network may use a name that only that network knows.
 */
export function refuseForeignAddress(request: Request, publicUrl: string): Response | undefined {
  const { hostname } = new URL(publicUrl);
  const local = localhostAllowedHostnames();
  if (!local.includes(hostname)) return originValidationResponse(request, [hostname]);
  return hostHeaderValidationResponse(request, local) ?? originValidationResponse(request, local);
}
