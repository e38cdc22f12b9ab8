import {
  AccountRestrictedError,
  AuthorizationRequiredError,
  type AuthorizationRequiredReason,
  ContentRejectedError,
  type ErrorEffect,
  type LimitScope,
  MediaRejectedError,
  OperatorMisconfiguredError,
  OutcomeUnknownError,
  PlatformContractError,
  PlatformUnavailableError,
  RateLimitError,
  type UploadPostError,
} from "@upload-post/core/errors";

/** What is known at the moment TikTok refuses. */
export type Refusal = {
  /** TikTok's code, fail reason or status, exactly as sent; `null` when it sent none. */
  readonly code: string | null;
  readonly logId: string | null;
  /** For faults of TikTok's own: whether the call may have worked nevertheless. */
  readonly faultEffect: ErrorEffect;
  /** The scopes the call needed. */
  readonly scopes: readonly string[];
  readonly retryAfterMs: number | null;
  /** TikTok's own words, made safe for showing; `null` when it sent none. */
  readonly detail: string | null;
};

/** One row of the error table: what a code of TikTok means for the caller. */
export type ErrorRow = (refusal: Refusal) => UploadPostError;

function platform({ code, logId }: Refusal) {
  return { name: "tiktok", code, logId };
}

export function authorizeAgain(reason: AuthorizationRequiredReason, message: string): ErrorRow {
  return (refusal) =>
    new AuthorizationRequiredError({
      reason,
      message,
      missingScopes: reason === "scope_missing" ? refusal.scopes : [],
      platform: platform(refusal),
    });
}

export function waitFor(limit: {
  readonly window: "burst" | "daily";
  readonly atLeastMs: number;
  readonly limitScope: LimitScope;
  readonly message: string;
}): ErrorRow {
  return (refusal) =>
    new RateLimitError({
      window: limit.window,
      limitScope: limit.limitScope,
      message: limit.message,
      retryAfterMs: Math.max(limit.atLeastMs, refusal.retryAfterMs ?? 0),
      platform: platform(refusal),
    });
}

export function rejectContent(field: string | null, message: string): ErrorRow {
  return (refusal) =>
    new ContentRejectedError({
      field,
      message: withDetail(message, refusal),
      platform: platform(refusal),
    });
}

export function rejectMedia(rule: string, message: string): ErrorRow {
  return (refusal) => new MediaRejectedError({ rule, message, platform: platform(refusal) });
}

export function restrictAccount(message: string): ErrorRow {
  return (refusal) => new AccountRestrictedError({ message, platform: platform(refusal) });
}

export function blameOperator(message: string): ErrorRow {
  return (refusal) => new OperatorMisconfiguredError({ message, platform: platform(refusal) });
}

export function unavailable(message: string): ErrorRow {
  return (refusal) =>
    new PlatformUnavailableError({
      message,
      effect: refusal.faultEffect,
      retryAfterMs: refusal.retryAfterMs,
      platform: platform(refusal),
    });
}

export function loseOutcome(message: string): ErrorRow {
  return (refusal) => new OutcomeUnknownError({ message, platform: platform(refusal) });
}

export function breakContract(message: string): ErrorRow {
  return (refusal) =>
    new PlatformContractError({
      message: withDetail(message, refusal),
      platform: platform(refusal),
    });
}

function withDetail(message: string, { detail }: Refusal): string {
  return detail === null ? message : `${message} TikTok says: "${detail}".`;
}
