import type { DeveloperApp } from "../world/developer-app";

// LKW, LKD: at most 10 URIs of less than 512 characters.
const MAX_URIS = 10;
const URI_CHARACTERS = 512;
const loopbackHosts = ["localhost", "127.0.0.1"];

/**
 * Why the portal would refuse these redirect URIs, or null when it takes them.
 * Web: https, no query, no fragment (LKW). Desktop: localhost or 127.0.0.1 with a port or `*` (LKD).
 */
export function redirectUriProblem(
  platform: DeveloperApp["platform"],
  uris: readonly string[],
  loopback: "refuse" | "allow",
): string | null {
  if (uris.length > MAX_URIS) {
    return `An app has at most ${MAX_URIS} redirect URIs.`;
  }
  for (const uri of uris) {
    const problem = oneUriProblem(platform, uri, loopback);
    if (problem !== null) {
      return `Redirect URI ${uri.slice(0, 80)}: ${problem}`;
    }
  }
  return null;
}

function oneUriProblem(
  platform: DeveloperApp["platform"],
  uri: string,
  loopback: "refuse" | "allow",
): string | null {
  if (uri.length >= URI_CHARACTERS) {
    return `it must be shorter than ${URI_CHARACTERS} characters.`;
  }
  if (uri.includes("?") || uri.includes("#")) {
    return "it must have no query and no fragment.";
  }
  if (platform === "desktop") {
    return /^https?:\/\/(localhost|127\.0\.0\.1):(\*|\d+)\//.test(uri)
      ? null
      : "a desktop app needs localhost or 127.0.0.1 with a port (or *).";
  }
  if (!URL.canParse(uri)) {
    return "it must be absolute.";
  }
  const allowed = uri.startsWith("https://") || (loopback === "allow" && isLoopbackUri(uri));
  return allowed ? null : "a web app needs https.";
}

/** Whether an app may be redirected to this address: character by character, but for a `*` port. */
export function isRegisteredRedirect(
  app: DeveloperApp,
  uri: string,
  loopback: "refuse" | "allow",
): boolean {
  if (app.redirectUris.includes(uri)) {
    return true;
  }
  if (app.platform === "desktop") {
    const anyPort = uri.replace(/^(https?:\/\/[^/:]+):\d+\//, "$1:*/");
    return app.redirectUris.includes(anyPort);
  }
  return loopback === "allow" && isLoopbackUri(uri) && !/[?#]/.test(uri);
}

function isLoopbackUri(uri: string): boolean {
  return URL.canParse(uri) && loopbackHosts.includes(new URL(uri).hostname);
}
