import type { Connector } from "@upload-post/core/connector";
import { PlatformUnavailableError } from "@upload-post/core/errors";

/** Longer than any of these calls takes, shorter than an owner's patience. */
const TIMEOUT_MS = 20_000;

/**
 * Makes one call of a connector under a time limit.
 *
 * @throws PlatformUnavailableError when the time is up; the call may have had its effect then.
 */
export async function callPlatform<Result>(
  { displayName }: Pick<Connector, "displayName">,
  call: (signal: AbortSignal) => Promise<Result>,
  outer?: AbortSignal,
): Promise<Result> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const signal = outer === undefined ? timeout : AbortSignal.any([timeout, outer]);
  try {
    return await call(signal);
  } catch (error) {
    if (!timeout.aborted || outer?.aborted === true) throw error;
    throw new PlatformUnavailableError({
      message: `${displayName} did not answer within ${TIMEOUT_MS / 1000} seconds. Try again later.`,
      effect: "possible",
      cause: error,
    });
  }
}
