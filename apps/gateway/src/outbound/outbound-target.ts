import { isIP } from "node:net";
import { isPublicAddress } from "./is-public-address";
import { addressRefused } from "./outbound-error";

const defaultPorts: Readonly<Record<string, number>> = { "http:": 80, "https:": 443 };
/** The ports that may be reached without an exemption. */
export const publicPorts: readonly number[] = [80, 443];
const MAX_URL_CHARACTERS = 2048;

/** An address from outside that may be tried; what its name resolves to is checked when connecting. */
export type OutboundTarget = {
  readonly url: URL;
  /** The operator exempted exactly this host and port from the public-address rule. */
  readonly isExempt: boolean;
};

/** `host:port` pairs, in lower case, as `OUTBOUND_ALLOW` has them. */
export type OutboundAllowList = readonly string[];

/** What may be reached. */
export type OutboundRules = {
  readonly allow: OutboundAllowList;
  /** Ports of the public internet; {@link publicPorts} but in tests. */
  readonly ports: readonly number[];
};

/** True when the operator exempted this pair; an IPv6 host may stand with or without brackets. */
export function isExempt(allow: OutboundAllowList, hostname: string, port: number): boolean {
  const host = hostname.toLowerCase();
  const bracketed = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  return allow.includes(`${bracketed}:${port}`);
}

/**
 * Checks all that can be told from an address itself: scheme, credentials, port, and a literal host,
 * in whatever notation, since the URL parser has made one of all of them.
 *
 * @throws OutboundError `address_refused`
 */
export function checkTarget(address: string, { allow, ports }: OutboundRules): OutboundTarget {
  if (address.length > MAX_URL_CHARACTERS) {
    throw addressRefused(`The URL is longer than ${MAX_URL_CHARACTERS} characters.`);
  }
  const url = URL.canParse(address) ? new URL(address) : null;
  const defaultPort = url === null ? undefined : defaultPorts[url.protocol];
  if (url === null || defaultPort === undefined) {
    throw addressRefused("Only absolute http and https URLs are taken.");
  }
  if (url.username !== "" || url.password !== "") {
    throw addressRefused("A URL with a user name or password in it is not taken.");
  }
  const port = url.port === "" ? defaultPort : Number(url.port);
  if (isExempt(allow, url.hostname, port)) return { url, isExempt: true };
  if (!ports.includes(port)) throw addressRefused("Only the ports 80 and 443 are taken.");
  const literal = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(literal) !== 0 && !isPublicAddress(literal)) throw notPublic();
  return { url, isExempt: false };
}

/** The same words for a literal address and for a name that resolves to one. */
export function notPublic(): Error {
  return addressRefused(
    "The address is not on the public internet. Private, loopback and link-local addresses are not taken.",
  );
}
