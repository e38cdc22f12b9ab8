import { isIP } from "node:net";
import { buildConnector } from "undici";
import { isPublicAddress } from "./is-public-address";
import { isExempt, notPublic, type OutboundAllowList } from "./outbound-target";
import { createPinnedLookup } from "./pinned-lookup";
import type { ResolveHost } from "./resolve-host";

/** What a {@link createGuardedConnector} needs. */
export type GuardedConnectorOptions = {
  readonly allow: OutboundAllowList;
  readonly resolveHost: ResolveHost;
  readonly connectTimeoutMs: number;
};

const ports: Readonly<Record<string, number>> = { "http:": 80, "https:": 443 };

/**
 * Opens the sockets of the outbound client: the one place that no request gets around. Literal hosts
 * are checked here, because a socket does not look those up; names are checked by the lookup.
 */
export function createGuardedConnector(options: GuardedConnectorOptions): buildConnector.connector {
  const base = { timeout: options.connectTimeoutMs, allowH2: false } as const;
  const open = buildConnector(base);
  const openChecked = buildConnector({ ...base, lookup: createPinnedLookup(options.resolveHost) });
  return (target, callback) => {
    const host = target.hostname.replace(/^\[|\]$/g, "");
    const port = Number(target.port) || (ports[target.protocol] ?? 0);
    if (isExempt(options.allow, host, port)) return open(target, callback);
    if (isIP(host) === 0) return openChecked(target, callback);
    if (isPublicAddress(host)) return open(target, callback);
    return callback(notPublic(), null);
  };
}
