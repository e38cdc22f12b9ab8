import {
  AuthorizationRequiredError,
  type ErrorCode,
  PlatformUnavailableError,
  RateLimitError,
  type UploadPostError,
} from "../errors";
import type { WaitReason } from "./delivery-result";

/** Failures in a row, without progress between them. */
export type RetryRecord = {
  readonly count: number;
  /** When the first of them happened, ISO 8601. */
  readonly since: string;
  readonly code: ErrorCode;
};

/** What to do after a failure. */
export type RetryDecision =
  | {
      readonly kind: "wait";
      readonly until: Date;
      readonly reason: WaitReason;
      readonly retry: RetryRecord;
    }
  | { readonly kind: "give-up"; readonly error: UploadPostError };

const hourMs = 3_600_000;

/** How long each reason may last before the delivery ends in a named state (http-api.md, Posts). */
const patienceMs: Readonly<Record<WaitReason, number>> = {
  rate_limited: 48 * hourMs,
  quota_exhausted: 48 * hourMs,
  authorization: 72 * hourMs,
  platform_unavailable: 24 * hourMs,
  reconciling: 24 * hourMs,
  processing: 24 * hourMs,
};

const firstDelayMs = 1_000;
const longestDelayMs = 5 * 60_000;

/** True when a wait that began at `since` has lasted as long as its reason may. */
export function isExhausted(reason: WaitReason, since: string, now: Date): boolean {
  return now.getTime() - Date.parse(since) >= patienceMs[reason];
}

/** Doubling from one second to five minutes, spread by a fifth to either side. */
export function backoffMs(count: number, random: () => number): number {
  const delayMs = Math.min(firstDelayMs * 2 ** Math.min(count, 20), longestDelayMs);
  return Math.round(delayMs * (0.8 + 0.4 * random()));
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
  readonly now: Date;
  readonly random: () => number;
}): RetryDecision {
  const { error, now, random } = failure;
  const reason = reasonFor(error);
  if (reason === null) return { kind: "give-up", error };
  const before = failure.retry;
  // A rate limit after an outage is a new wait with its own patience.
  const continued = before !== null && before.code === error.code;
  const retry: RetryRecord = {
    count: continued ? before.count + 1 : 1,
    since: continued ? before.since : now.toISOString(),
    code: error.code,
  };
  const endsAt = Date.parse(retry.since) + patienceMs[reason];
  if (now.getTime() >= endsAt) return { kind: "give-up", error: exhausted(error, reason) };
  const wished = now.getTime() + delayMs(error, retry.count, random, patienceMs[reason]);
  return { kind: "wait", until: new Date(Math.min(wished, endsAt)), reason, retry };
}

function delayMs(
  error: UploadPostError,
  count: number,
  random: () => number,
  patience: number,
): number {
  if (error instanceof AuthorizationRequiredError) return patience;
  if (error instanceof RateLimitError) return error.retryAfterMs;
  const asked = error instanceof PlatformUnavailableError ? (error.retryAfterMs ?? 0) : 0;
  return Math.max(asked, backoffMs(count - 1, random));
}

function exhausted(error: UploadPostError, reason: WaitReason): UploadPostError {
  if (reason !== "rate_limited") return error;
  return new RateLimitError({
    window: "daily",
    retryAfterMs: longestDelayMs,
    limitScope: error instanceof RateLimitError ? error.limitScope : "account",
    platform: error.platform,
    message: `The platform kept limiting this delivery for ${patienceMs[reason] / hourMs} hours. Post again later.`,
    cause: error,
  });
}
