import type { DeveloperApp, UrlProperty } from "../world/developer-app";
import type { World } from "../world/world";

// MT: TikTok's own sample video needs no verification.
const PUBLIC_SAMPLES = "https://sf16-va.tiktokcdn.com/obj/eden-va2/";

/**
 * Whether the app has verified the place a URL points to (MT).
 * A domain covers its subdomains and all paths; a prefix covers what starts with it.
 * The URL is compared as a fetcher would read it, so `..` does not climb out of a prefix.
 */
export function isUrlOwned(app: DeveloperApp, address: string): boolean {
  const url = new URL(address);
  return (
    url.href.startsWith(PUBLIC_SAMPLES) ||
    app.urlProperties.some((property) => property.verified && covers(property, url))
  );
}

/** Whether plain http to this URL is let through for tests. */
export function isAllowedLoopback(world: World, url: URL): boolean {
  return world.switches.loopback === "allow" && isLoopbackHost(url.hostname);
}

/** Whether a host name means this machine. */
export function isLoopbackHost(hostname: string): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
}

function covers(property: UrlProperty, url: URL): boolean {
  return property.kind === "domain"
    ? url.hostname === property.value || url.hostname.endsWith(`.${property.value}`)
    : url.href.startsWith(property.value);
}
