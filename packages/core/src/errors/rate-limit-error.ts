import { UploadPostError, type UploadPostErrorOptions } from "./upload-post-error";

/** Who shares the limit: everything in that scope should wait, nothing outside it. */
export type LimitScope = "app" | "account" | "address";

/**
 * A limit of the platform is reached: wait `retryAfterMs`, then repeat the same step.
 *
 * `rate_limited` is a short window (seconds, minutes); `quota_exhausted` a long one (hours, a day).
 */
export class RateLimitError extends UploadPostError {
  /** How long to wait, in milliseconds, from the moment of the error. */
  readonly retryAfterMs: number;
  readonly limitScope: LimitScope;
  /** The name of the limit, if it is one that the connector declares; `null` otherwise. */
  readonly limit: string | null;

  constructor(
    options: UploadPostErrorOptions & {
      readonly window: "burst" | "daily";
      readonly retryAfterMs: number;
      readonly limitScope: LimitScope;
      readonly limit?: string | null;
    },
  ) {
    super(options.window === "burst" ? "rate_limited" : "quota_exhausted", true, options);
    this.retryAfterMs = options.retryAfterMs;
    this.limitScope = options.limitScope;
    this.limit = options.limit ?? null;
  }
}
