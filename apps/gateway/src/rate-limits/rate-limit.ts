/** What is left of a limit after a request. */
export type RateLimitUsage = {
  readonly limit: number;
  readonly remaining: number;
  readonly windowSeconds: number;
  /** Until the window starts anew. */
  readonly resetSeconds: number;
};

/** Counts requests by key in a window. */
export interface RateLimit {
  /**
   * Counts one request.
   *
   * @throws ApiError `rate_limited` with `retry_after_s` when the window is used up.
   */
  consume(key: string): Promise<RateLimitUsage>;
}
