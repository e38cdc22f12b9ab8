import {
  type ErrorCode,
  isAuthorizationRequiredError,
  isPlatformUnavailableError,
  isRateLimitError,
  RateLimitError,
  type UploadPostError,
} from "../errors";
import type { WaitReason } from "./delivery-result";
import { openWait, patienceFor, type WaitLedger } from "./wait-ledger";

/** Failures in a row, without progress between them. */
export type RetryRecord = {
  /** How many, whatever their codes: pauses grow with it. */
  readonly count: number;
  /** The code of the last. */
  readonly code: ErrorCode;
};

/** What to do after a failure. */
export type RetryDecision =
  | {
      readonly kind: "wait";
      readonly until: Date;
      readonly reason: WaitReason;
      readonly retry: RetryRecord;
      readonly waits: WaitLedger;
    }
  | {
      readonly kind: "give-up";
      readonly error: UploadPostError;
      /** Waiting might have helped, but the patience for it is used up. */
      readonly exhausted: boolean;
    };

const firstDelayMs = 1_000;
const longestDelayMs = 5 * 60_000;

/** Doubling from one second to five minutes, spread by a fifth to either side. */
export function backoffMs(count: number, random: () => number): number {
  const delayMs = Math.min(firstDelayMs * 2 ** Math.min(count, 20), longestDelayMs);
  return Math.round(delayMs * (0.8 + 0.4 * random()));
}

/** One more failure in a row. */
export function countFailure(before: RetryRecord | null, error: UploadPostError): RetryRecord {
  return { count: (before?.count ?? 0) + 1, code: error.code };
}

function reasonFor(error: UploadPostError): WaitReason | null {
  switch (error.code) {
    case "rate_limited":
    case "quota_exhausted":
      return error.code;
    case "authorization_expired":
    case "authorization_revoked":
    case "scope_missing":
      return "authorization";
    default:
      return error.retryable ? "platform_unavailable" : null;
  }
}

/**
 * The one retry policy of the house: says for a failure that is safe to repeat when to repeat it, and
 * when to stop. Whether it is safe is not decided here: the pipeline never asks for a commit whose
 * outcome is open.
 */
export function decideRetry(failure: {
  readonly error: UploadPostError;
  readonly retry: RetryRecord | null;
  readonly waits: WaitLedger;
  readonly now: Date;
  readonly random: () => number;
}): RetryDecision {
  const { error, now, random, waits } = failure;
  const reason = reasonFor(error);
  if (reason === null) return { kind: "give-up", error, exhausted: false };
  const retry = countFailure(failure.retry, error);
  const wished = new Date(now.getTime() + retryDelayMs(error, retry.count, random));
  const opened = openWait(waits, { reason, wished, now });
  if (opened === null) {
    return { kind: "give-up", error: afterPatience(error, reason), exhausted: true };
  }
  return { kind: "wait", until: opened.until, reason, retry, waits: opened.ledger };
}

/** The pause after the `count`th failure in a row: longer every time, and at least what the platform asked for. */
export function retryDelayMs(error: UploadPostError, count: number, random: () => number): number {
  if (isAuthorizationRequiredError(error)) return patienceFor("authorization");
  const asked =
    isRateLimitError(error) || isPlatformUnavailableError(error) ? (error.retryAfterMs ?? 0) : 0;
  return Math.max(asked, backoffMs(count - 1, random));
}

/** What a delivery fails with when its patience is used up. */
export function afterPatience(error: UploadPostError, reason: WaitReason): UploadPostError {
  if (reason !== "rate_limited") return error;
  return new RateLimitError({
    window: "daily",
    retryAfterMs: longestDelayMs,
    limitScope: isRateLimitError(error) ? error.limitScope : "account",
    platform: error.platform,
    message: `The platform kept limiting this delivery for ${patienceFor(reason) / 3_600_000} hours. Post again later.`,
    cause: error,
  });
}
