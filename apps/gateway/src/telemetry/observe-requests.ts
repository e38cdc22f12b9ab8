import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import type { GatewayEnvironment } from "../http/gateway-app";
import type { Telemetry } from "./telemetry";

/** Times every request by its route's pattern, and makes it a span below the caller's own. */
export function observeRequests({
  metrics,
  tracing,
}: Telemetry): MiddlewareHandler<GatewayEnvironment> {
  return async (context, next) => {
    const { method } = context.req;
    const startedAt = performance.now();
    await tracing.span(
      {
        name: method,
        kind: "server",
        attributes: {
          "http.request.method": method,
          "upload_post.request_id": context.get("requestId"),
        },
        traceparent: context.req.header("traceparent") ?? null,
      },
      async (span) => {
        await next();
        const { status } = context.res;
        // The pattern, never the path: paths hold the tokens of owners' links.
        const route = routePath(context, -1);
        span.set({ "http.route": route, "http.response.status_code": status });
        const seconds = (performance.now() - startedAt) / 1000;
        metrics.requests.observe({ method, route, status }, seconds);
      },
    );
  };
}
