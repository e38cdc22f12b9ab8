import type { ByteSender } from "@upload-post/core";
import type { FaultPlan } from "./fault-plan";

/** A port of loopback that is never listened on: binding it needs rights that nobody here has. */
const nobodyListens = "127.0.0.1:2";
/** Reserved by RFC 6761: resolves nowhere. */
const noSuchHost = "nowhere.invalid";

function misdirected(plan: FaultPlan, request: { url: string; method: string; range?: string }) {
  const url = new URL(request.url);
  const fault = plan.take("address", {
    method: request.method,
    path: url.pathname,
    contentRange: request.range ?? null,
  });
  if (fault === null) return null;
  url.host = fault === "connection-refused" ? nobodyListens : noSuchHost;
  return url.href;
}

/** A real `fetch` that is sent to an address where nobody is, when the plan says so. */
export function createFaultyFetch(plan: FaultPlan): typeof globalThis.fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const elsewhere = misdirected(plan, request);
    return fetch(elsewhere === null ? request : new Request(elsewhere, request));
  };
}

/** The same for media bytes. */
export function createFaultySender(plan: FaultPlan, sender: ByteSender): ByteSender {
  return {
    ...sender,
    send(request) {
      const range = request.headers["content-range"];
      const elsewhere = misdirected(plan, {
        url: request.url,
        method: request.method,
        ...(range === undefined ? {} : { range }),
      });
      return sender.send(elsewhere === null ? request : { ...request, url: elsewhere });
    },
  };
}
