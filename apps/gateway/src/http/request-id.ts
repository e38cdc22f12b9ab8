import { randomBytes } from "node:crypto";
import { createMiddleware } from "hono/factory";
import type { Logger } from "../operations/logger";
import type { GatewayEnvironment } from "./gateway-app";

/** An id from outside is taken only if it cannot disturb a log or a header. */
const acceptable = /^[A-Za-z0-9._-]{1,128}$/;

/** Gives every request an id, the caller's own when it sends a decent one, and answers with it. */
export function requestId(logger: Logger) {
  return createMiddleware<GatewayEnvironment>(async (context, next) => {
    const given = context.req.header("x-request-id");
    const id =
      given !== undefined && acceptable.test(given)
        ? given
        : `req_${randomBytes(12).toString("hex")}`;
    context.set("requestId", id);
    context.set("logger", logger);
    await next();
    context.res.headers.set("X-Request-Id", id);
  });
}
