import { createMiddleware } from "hono/factory";
import { ApiError } from "./api-error";
import type { GatewayEnvironment } from "./gateway-app";

/**
 * Refuses addresses that no id or parameter of ours can have and that the database would choke on:
 * broken percent-encoding, encoded NUL. In a path they name nothing; in a query they are malformed.
 */
export const cleanAddress = createMiddleware<GatewayEnvironment>(async (context, next) => {
  const { pathname, search } = new URL(context.req.url);
  if (!isClean(pathname)) {
    throw new ApiError("not_found", { detail: "There is nothing at this address." });
  }
  if (!isClean(search.replaceAll("+", " "))) {
    throw new ApiError("invalid_request", {
      detail: "The query is not well-formed UTF-8 text in percent-encoding.",
      errors: [],
    });
  }
  await next();
});

function isClean(text: string): boolean {
  try {
    return !decodeURIComponent(text).includes("\u0000");
  } catch {
    return false;
  }
}
