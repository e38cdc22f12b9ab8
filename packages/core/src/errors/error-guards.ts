import type { AuthorizationRequiredError } from "./authorization-required-error";
import type { ErrorCode } from "./error-code";
import type { PlatformUnavailableError } from "./platform-unavailable-error";
import type { RateLimitError } from "./rate-limit-error";
import { isUploadPostError } from "./upload-post-error";

// By code and never by `instanceof`: the error may come from another copy of this package.

function hasCode(value: unknown, codes: readonly ErrorCode[]): boolean {
  return isUploadPostError(value) && codes.includes(value.code);
}

/** True when the owner must act or the credential be refreshed, whichever copy of the package made the error. */
export function isAuthorizationRequiredError(value: unknown): value is AuthorizationRequiredError {
  return hasCode(value, [
    "access_denied",
    "authorization_expired",
    "authorization_revoked",
    "scope_missing",
  ]);
}

/** True for a limit of the platform, whichever copy of the package made the error. */
export function isRateLimitError(value: unknown): value is RateLimitError {
  return hasCode(value, ["rate_limited", "quota_exhausted"]);
}

/** True for an outage of the platform, whichever copy of the package made the error. */
export function isPlatformUnavailableError(value: unknown): value is PlatformUnavailableError {
  return hasCode(value, ["platform_unavailable"]);
}
