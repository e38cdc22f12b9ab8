import type { Context } from "hono";
import { ApiError } from "./api-error";
import { errorResponse } from "./error-response";
import type { GatewayApp, GatewayEnvironment } from "./gateway-app";

/** A route as it was registered: `GET`, `/v1/api-keys/:id`. */
export type RegisteredRoute = { readonly method: string; readonly path: string };

/** The routes that rooms registered, each once, without middleware. */
export function registeredRoutes(app: GatewayApp): readonly RegisteredRoute[] {
  const routes = new Map<string, RegisteredRoute>();
  for (const { method, path } of app.routes) {
    if (method !== "ALL") routes.set(`${method} ${path}`, { method, path });
  }
  return [...routes.values()];
}

/** Answers an address that nothing is at; 405 when another method would have found something. */
export function answerNotFound(app: GatewayApp) {
  return (context: Context<GatewayEnvironment>): Response => {
    const methods = registeredRoutes(app)
      .filter(({ path }) => patternOf(path).test(context.req.path))
      .map(({ method }) => method);
    if (methods.length === 0) {
      const detail = "There is nothing at this address. GET /openapi.json lists what there is.";
      return errorResponse(new ApiError("not_found", { detail }), context);
    }
    const allow = [...new Set(methods)].toSorted().join(", ");
    const detail = `This address takes ${allow}.`;
    const response = errorResponse(new ApiError("method_not_allowed", { detail }), context);
    response.headers.set("Allow", allow);
    return response;
  };
}

function patternOf(path: string): RegExp {
  const parts = path.split("/").map((part) => {
    if (part === "*") return ".*";
    if (part.startsWith(":")) return "[^/]+";
    return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  });
  return new RegExp(`^${parts.join("/")}$`);
}
