import { UploadPostError, type UploadPostErrorOptions } from "./upload-post-error";

/**
 * Why the owner must act.
 *
 * - `denied`: the owner refused on the platform's page.
 * - `expired`: the access token no longer works; one refresh may mend it.
 * - `revoked`: the grant is gone; only a new consent helps.
 * - `scope_missing`: the grant lives but lacks a scope.
 */
export type AuthorizationRequiredReason = "denied" | "expired" | "revoked" | "scope_missing";

const codes = {
  denied: "access_denied",
  expired: "authorization_expired",
  revoked: "authorization_revoked",
  scope_missing: "scope_missing",
} as const;

/**
 * The account owner must authorise again, or (reason `expired`) the credential must be refreshed.
 *
 * Send the owner through consent; hold the account's deliveries meanwhile.
 */
export class AuthorizationRequiredError extends UploadPostError {
  readonly reason: AuthorizationRequiredReason;
  /** The scopes that the call needed and the grant lacks; empty when unknown. */
  readonly missingScopes: readonly string[];

  constructor(
    options: UploadPostErrorOptions & {
      readonly reason: AuthorizationRequiredReason;
      readonly missingScopes?: readonly string[];
    },
  ) {
    super(codes[options.reason], false, options);
    this.reason = options.reason;
    this.missingScopes = options.missingScopes ?? [];
  }
}
