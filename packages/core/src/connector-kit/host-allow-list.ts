/** Says whether a URL that a platform handed out may be used. */
export type HostAllowList = {
  /** The parsed URL when it is allowed; `null` otherwise. */
  accept(url: string): URL | null;
};

const loopbackHosts = new Set(["localhost", "127.0.0.1", "[::1]"]);
const entryPattern = /^(\*\.)?([a-z0-9.-]+|\[::1\])(:\d{1,5})?$/i;

/** True for `localhost`, `127.0.0.1` and `[::1]`, as they stand in a URL's `hostname`. */
export function isLoopbackHost(hostname: string): boolean {
  return loopbackHosts.has(hostname);
}

/** Says what is wrong with an entry of an allow-list; `null` when it is well formed. */
export function hostAllowListIssue(entry: string): string | null {
  return entryPattern.test(entry)
    ? null
    : `"${entry}" is no host: write "upload.example.com", "*.example.com" or "127.0.0.1:8080".`;
}

/**
 * Makes an allow-list of hosts for upload addresses and the like.
 *
 * Entries are `host`, `*.domain` (any subdomain, not the domain itself), each with an optional port;
 * without one only the scheme's own port is allowed. Only https is accepted, except for a loopback
 * host that is listed with its port: there http is allowed, for simulators. URLs with a user name
 * or password are never accepted.
 */
export function createHostAllowList(entries: readonly string[]): HostAllowList {
  return {
    accept(value) {
      const url = URL.canParse(value) ? new URL(value) : null;
      if (url === null || url.username !== "" || url.password !== "") return null;
      return entries.some((entry) => matches(entry.toLowerCase(), url)) ? url : null;
    },
  };
}

function matches(entry: string, url: URL): boolean {
  const match = entryPattern.exec(entry);
  if (match === null) return false;
  const [, wildcard, host = "", port] = match;
  const plainHttpAllowed = port !== undefined && isLoopbackHost(host);
  if (url.protocol !== "https:" && !(plainHttpAllowed && url.protocol === "http:")) return false;
  const wantedPort = port?.slice(1) ?? "";
  const actualPort = url.port === "" && wantedPort !== "" ? defaultPort(url) : url.port;
  if (actualPort !== wantedPort) return false;
  return wildcard === undefined ? url.hostname === host : url.hostname.endsWith(`.${host}`);
}

function defaultPort(url: URL): string {
  return url.protocol === "https:" ? "443" : "80";
}
