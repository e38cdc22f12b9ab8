/** The errors room: one tree, sorted by what the caller must do next. Imports nothing. */
export { AccountRestrictedError } from "./account-restricted-error";
export {
  AuthorizationRequiredError,
  type AuthorizationRequiredReason,
} from "./authorization-required-error";
export { ConfigurationError, type ConfigurationIssue } from "./configuration-error";
export { ContentRejectedError } from "./content-rejected-error";
export type { ErrorCode } from "./error-code";
export {
  isAuthorizationRequiredError,
  isPlatformUnavailableError,
  isRateLimitError,
} from "./error-guards";
export { MediaRejectedError } from "./media-rejected-error";
export { OperatorMisconfiguredError } from "./operator-misconfigured-error";
export { OutcomeUnknownError } from "./outcome-unknown-error";
export { PlatformContractError } from "./platform-contract-error";
export { PlatformUnavailableError } from "./platform-unavailable-error";
export { type LimitScope, RateLimitError } from "./rate-limit-error";
export { StorageUnavailableError } from "./storage-unavailable-error";
export { UnsupportedError } from "./unsupported-error";
export {
  type ErrorEffect,
  isUploadPostError,
  type PlatformErrorDetails,
  UploadPostError,
  type UploadPostErrorOptions,
} from "./upload-post-error";
