import { createMiddleware } from "hono/factory";
import { routePath } from "hono/route";
import type { GatewayEnvironment } from "../http/gateway-app";

/** Writes one line per answered request, with the route's pattern and never the path. */
export const requestLog = createMiddleware<GatewayEnvironment>(async (context, next) => {
  const startedAt = performance.now();
  await next();
  const caller = context.get("caller");
  context.get("logger").info(
    {
      requestId: context.get("requestId"),
      method: context.req.method,
      route: routePath(context, -1),
      status: context.res.status,
      durationMs: Math.round(performance.now() - startedAt),
      ...(caller === undefined ? {} : { tenantId: caller.tenantId, keyId: caller.keyId }),
    },
    "request answered",
  );
});
