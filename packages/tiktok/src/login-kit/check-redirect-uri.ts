import { isLoopbackHost } from "@upload-post/core/connector-kit";
import { OperatorMisconfiguredError } from "@upload-post/core/errors";
import type { TiktokSettings } from "../settings/read-settings";

/**
 * Refuses a redirect address that TikTok would not let anybody register, before an owner meets
 * TikTok's error page for it (LKW 1.2, LKD 1.4: below 512 characters, no query, no fragment; web:
 * https; desktop: localhost or 127.0.0.1 with a port).
 *
 * A web app's address may be plain http when the API is on loopback too: then it is a simulator.
 */
export function checkRedirectUri(redirectUri: string, settings: TiktokSettings): void {
  const issue = redirectUriIssue(redirectUri, settings);
  if (issue === null) return;
  throw new OperatorMisconfiguredError({
    message: `TikTok does not accept the redirect address of this server: ${issue}. Correct the public address of the server, and register it in TikTok's developer portal.`,
  });
}

function redirectUriIssue(redirectUri: string, settings: TiktokSettings): string | null {
  const url = URL.canParse(redirectUri) ? new URL(redirectUri) : null;
  if (url === null || !["http:", "https:"].includes(url.protocol)) return "it is no web address";
  if (redirectUri.length >= 512) return "it is longer than 511 characters";
  if (redirectUri.includes("?") || redirectUri.includes("#")) {
    return "it must have no query and no fragment";
  }
  if (settings.appType === "desktop") {
    const local = url.hostname === "localhost" || url.hostname === "127.0.0.1";
    const named = /^https?:\/\/[^/]+:\d+(?:\/|$)/.test(redirectUri);
    return local && named ? null : "a desktop app needs localhost or 127.0.0.1 with a port";
  }
  const simulated = isLoopbackHost(new URL(settings.apiOrigin).hostname);
  return url.protocol === "https:" || simulated ? null : "a web app needs https";
}
