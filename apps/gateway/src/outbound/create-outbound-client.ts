import { Agent, type Dispatcher } from "undici";
import { discardBody } from "./discard-body";
import { createGuardedConnector } from "./guarded-connector";
import { limitBody } from "./limit-body";
import type { OutboundClient, OutboundRequest, OutboundResponse } from "./outbound-client";
import { OutboundError } from "./outbound-error";
import {
  checkTarget,
  type OutboundAllowList,
  type OutboundRules,
  publicPorts,
} from "./outbound-target";
import { redirectOf } from "./redirect";
import { type ResolveHost, resolveHost } from "./resolve-host";
import { toOutboundError } from "./to-outbound-error";

/** What a {@link createOutboundClient} needs. */
export type OutboundClientOptions = {
  /** `host:port` pairs that may be reached although they are not public. */
  readonly allow: OutboundAllowList;
  /** Only tests listen elsewhere than on 80 and 443. */
  readonly ports?: readonly number[];
  readonly resolveHost?: ResolveHost;
  readonly connectTimeoutMs?: number;
  /** How long the other side may say nothing, before its headers and between its bytes. */
  readonly idleTimeoutMs?: number;
};

/** reliability 6.4 */
const CONNECT_TIMEOUT_MS = 10_000;
const IDLE_TIMEOUT_MS = 30_000;

/**
 * Makes the client for addresses from outside.
 *
 * It reaches public addresses only, on the ports of http and https, and checks that for literal hosts,
 * for every answer of the name system (and connects to nothing but the checked answers) and for every
 * redirect. It knows no proxy, keeps no cookies and takes no compressed bodies.
 */
export function createOutboundClient(options: OutboundClientOptions): OutboundClient {
  const rules = { allow: options.allow, ports: options.ports ?? publicPorts };
  const idleTimeoutMs = options.idleTimeoutMs ?? IDLE_TIMEOUT_MS;
  const agent = new Agent({
    connect: createGuardedConnector({
      allow: options.allow,
      resolveHost: options.resolveHost ?? resolveHost,
      connectTimeoutMs: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    }),
    headersTimeout: idleTimeoutMs,
    bodyTimeout: idleTimeoutMs,
    pipelining: 1,
    // A connection outlives the check of its address only for the length of one transfer.
    keepAliveTimeout: 1,
    keepAliveMaxTimeout: 1,
  });
  return {
    send: (request) => follow(agent, request, rules),
    close: () => agent.destroy(),
  };
}

async function follow(
  agent: Agent,
  request: OutboundRequest,
  rules: OutboundRules,
): Promise<OutboundResponse> {
  let { url } = checkTarget(request.url, rules);
  let headers = request.headers;
  for (let redirects = 0; ; redirects += 1) {
    const answer = await dispatch(agent, request, url, headers);
    const location = request.method === "POST" ? null : redirectOf(answer);
    if (location === null || request.maxRedirects === 0)
      return toResponse(answer, request.maxBytes);
    discardBody(answer.body);
    if (redirects === request.maxRedirects) {
      throw new OutboundError(
        "too_many_redirects",
        `The address redirects more than ${request.maxRedirects} times.`,
      );
    }
    const next = checkTarget(resolveLocation(location, url), rules).url;
    // What was meant for one host is nobody else's business.
    if (next.origin !== url.origin) headers = {};
    url = next;
  }
}

async function dispatch(
  agent: Agent,
  { method, body, signal }: OutboundRequest,
  url: URL,
  headers: Readonly<Record<string, string>>,
): Promise<Dispatcher.ResponseData> {
  try {
    return await agent.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method,
      headers: { "user-agent": "upload-post", ...headers, "accept-encoding": "identity" },
      body,
      signal,
    });
  } catch (error) {
    signal.throwIfAborted();
    throw toOutboundError(error);
  }
}

function toResponse(answer: Dispatcher.ResponseData, maxBytes: number): OutboundResponse {
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(answer.headers)) {
    const text = Array.isArray(value) ? value[0] : value;
    if (text !== undefined) headers.set(name, text);
  }
  const encoding = headers.get("content-encoding")?.toLowerCase() ?? "identity";
  if (encoding !== "identity") {
    discardBody(answer.body);
    throw new OutboundError(
      "encoded",
      "The address answers with a compressed body although it was asked not to.",
    );
  }
  return {
    status: answer.statusCode,
    headers,
    body: limitBody(answer.body, maxBytes),
    close: () => discardBody(answer.body),
  };
}

function resolveLocation(location: string, base: URL): string {
  if (URL.canParse(location, base.href)) return new URL(location, base.href).href;
  throw new OutboundError("bad_redirect", "The address redirects to something that is no URL.");
}
