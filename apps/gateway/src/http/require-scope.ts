import { createMiddleware } from "hono/factory";
import type { Scope } from "../access/scope";
import { ApiError } from "./api-error";
import type { GatewayEnvironment } from "./gateway-app";

/** Lets a request pass only if its key has a scope; before the body is looked at. */
export function requireScope(scope: Scope) {
  return createMiddleware<GatewayEnvironment>(async (context, next) => {
    if (!context.get("caller").scopes.has(scope)) {
      throw new ApiError("insufficient_scope", {
        detail: `This needs an API key with the scope ${scope}.`,
      });
    }
    await next();
  });
}
