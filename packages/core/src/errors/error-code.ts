/** The closed list of codes; each belongs to exactly one class. `docs/errors.md` says what to do for each. */
export type ErrorCode =
  | "configuration_invalid"
  | "access_denied"
  | "authorization_expired"
  | "authorization_revoked"
  | "scope_missing"
  | "rate_limited"
  | "quota_exhausted"
  | "content_rejected"
  | "media_rejected"
  | "account_restricted"
  | "operator_misconfigured"
  | "unsupported"
  | "platform_unavailable"
  | "outcome_unknown"
  | "platform_contract_broken"
  | "credential_unreadable"
  | "storage_unavailable";
