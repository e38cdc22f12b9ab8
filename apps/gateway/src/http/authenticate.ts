import { createMiddleware } from "hono/factory";
import type { AuthenticateKey } from "../access/authenticate-key";
import { ApiError } from "./api-error";
import type { GatewayEnvironment } from "./gateway-app";
import { type RateLimits, rateLimitHeaders } from "./rate-limit-headers";

const bearer = /^Bearer +([\x21-\x7e]{1,512}) *$/i;

/** What {@link authenticate} needs. */
export type AuthenticateOptions = {
  readonly authenticateKey: AuthenticateKey;
  readonly rateLimits: RateLimits;
};

/**
 * Requires an API key and counts its requests.
 *
 * @throws ApiError `unauthorized`, or `rate_limited` for a key or for an address that guesses keys.
 */
export function authenticate({ authenticateKey, rateLimits }: AuthenticateOptions) {
  return createMiddleware<GatewayEnvironment>(async (context, next) => {
    const address = context.env?.incoming?.socket.remoteAddress ?? "unknown";
    const key = bearer.exec(context.req.header("authorization") ?? "")?.[1];
    const holder = key === undefined ? null : await authenticateKey(key);
    if (holder === null) {
      await rateLimits.failures.consume(address);
      throw new ApiError("unauthorized", {
        detail:
          "Send a valid API key as `Authorization: Bearer <key>`. Keys are made with POST /v1/api-keys.",
      });
    }
    const usage = await rateLimits.keys.consume(`${holder.tenantId}/${holder.keyId}`);
    context.set("caller", { ...holder, requestId: context.get("requestId") });
    await next();
    for (const [name, value] of rateLimitHeaders(usage)) context.res.headers.set(name, value);
  });
}
