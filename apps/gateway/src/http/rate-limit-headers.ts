import type { RateLimit, RateLimitUsage } from "../rate-limits/rate-limit";

/** The limits that the HTTP edge applies. */
export type RateLimits = {
  /** Requests of one API key. */
  readonly keys: RateLimit;
  /** Wrong or missing keys from one address. */
  readonly failures: RateLimit;
};

/** `RateLimit` and `RateLimit-Policy` of draft-ietf-httpapi-ratelimit-headers. */
export function rateLimitHeaders(usage: RateLimitUsage): readonly (readonly [string, string])[] {
  return [
    ["RateLimit-Policy", `"requests";q=${usage.limit};w=${usage.windowSeconds}`],
    ["RateLimit", `"requests";r=${usage.remaining};t=${usage.resetSeconds}`],
  ];
}
