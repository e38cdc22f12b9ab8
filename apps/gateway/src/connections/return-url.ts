/**
 * Where an owner is sent after consent: only to what the tenant's operator listed, since an open
 * redirector on the gateway's origin would lend it to any phisher (RFC 9700, 4.11).
 */

/** Characters that browsers drop or that no URL has: their only use is to look like something else. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const suspicious = /[\u0000-\u0020\u007f-\u009f\u2028\u2029\ufeff]/u;

/** Encoded separators and dots, once or twice: a server that decodes them would see another path. */
const hiddenSeparator = /%(25)*(2f|5c|2e|00)/i;

/**
 * The normalised form of `text` if it is an http(s) URL inside one of the allowed prefixes: the same
 * origin, and the same path or one below it at a segment boundary. `null` for anything else.
 *
 * @param allowed normalised prefixes without query, fragment and credentials
 */
export function matchReturnUrl(text: string, allowed: readonly string[]): string | null {
  if (suspicious.test(text) || !URL.canParse(text)) return null;
  const url = new URL(text);
  // Some other schemes (blob:) have the origin of what they wrap, so origins alone are no proof.
  if (url.protocol !== "https:" && url.protocol !== "http:") return null;
  if (url.username !== "" || url.password !== "") return null;
  if (hiddenSeparator.test(url.pathname)) return null;
  const isInside = allowed.some((prefix) => {
    const { protocol, origin, pathname } = new URL(prefix);
    return url.protocol === protocol && url.origin === origin && isBelow(url.pathname, pathname);
  });
  return isInside ? url.href : null;
}

/** What the owner's browser brings back. */
export type ReturnParameters = {
  readonly connection: string;
  readonly status: "active" | "denied" | "failed";
  /** Why it did not work; `null` when it did. */
  readonly code: string | null;
};

/** The return URL with the outcome in its query; parameters of ours that it had are replaced. */
export function withOutcome(returnUrl: string, outcome: ReturnParameters): string {
  const url = new URL(returnUrl);
  for (const name of ["connection", "status", "code"]) url.searchParams.delete(name);
  url.searchParams.set("connection", outcome.connection);
  url.searchParams.set("status", outcome.status);
  if (outcome.code !== null) url.searchParams.set("code", outcome.code);
  return url.href;
}

function isBelow(path: string, prefix: string): boolean {
  if (path === prefix) return true;
  return path.startsWith(prefix.endsWith("/") ? prefix : `${prefix}/`);
}
