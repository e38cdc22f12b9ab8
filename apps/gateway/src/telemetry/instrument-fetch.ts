import { measure } from "./measure";
import type { Telemetry } from "./telemetry";

/** The same fetch, for one platform; every request is timed, and is a span that names the host alone. */
export function instrumentFetch(
  fetch: typeof globalThis.fetch,
  platform: string,
  { metrics, tracing }: Telemetry,
): typeof globalThis.fetch {
  return (input, init) => {
    const request = input instanceof Request ? input : null;
    const method = init?.method ?? request?.method ?? "GET";
    const url = new URL(request?.url ?? String(input));
    return measure(
      metrics.platformRequests,
      (outcome, response: Response | null) => ({
        platform,
        method,
        status: response === null ? outcome : response.status,
      }),
      () =>
        tracing.span(
          {
            name: `${method} ${platform}`,
            kind: "client",
            // Paths and queries may hold tokens.
            attributes: {
              "http.request.method": method,
              "server.address": url.host,
            },
            traceparent: null,
          },
          async (span) => {
            const response = await fetch(input, init);
            span.set({ "http.response.status_code": response.status });
            return response;
          },
        ),
    );
  };
}
