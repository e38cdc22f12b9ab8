import { type LimitUse, limitReachedError, type PlatformLimits } from "@upload-post/core";
import type { Connector } from "@upload-post/core/connector";
import { isRateLimitError, RateLimitError } from "@upload-post/core/errors";

/**
 * Makes a call that belongs to no delivery's schedule, when it may be made now.
 *
 * @throws RateLimitError without a call when it may not, and whatever `call` throws.
 */
export async function callUnderLimits<Result>(
  limits: PlatformLimits,
  asked: Omit<LimitUse, "delivery" | "connector"> & { readonly connector: Connector },
  call: () => Promise<Result>,
): Promise<Result> {
  const use: LimitUse = { ...asked, delivery: null };
  const taken = await limits.take(use);
  if (taken.kind === "wait") throw limitReachedError(asked.connector.displayName, taken);
  try {
    return await call();
  } catch (error) {
    if (!isRateLimitError(error)) throw error;
    const { limit, waitMs } = await limits.learn(use, error);
    throw new RateLimitError({
      window: error.code === "rate_limited" ? "burst" : "daily",
      limit,
      limitScope: error.limitScope,
      retryAfterMs: waitMs,
      message: error.message,
      effect: error.effect,
      platform: error.platform,
      cause: error,
    });
  }
}
