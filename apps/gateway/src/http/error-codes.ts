/** What one error code means to a program: its HTTP status, its title, whether the same call can succeed later. */
type ErrorCodeRow = {
  readonly status: number;
  readonly title: string;
  readonly retryable: boolean;
};

/** The closed list of `code`s that the API answers with, and the only table of statuses. */
export const errorCodes = {
  invalid_request: { status: 400, title: "The request is malformed", retryable: false },
  length_mismatch: { status: 400, title: "The body is not as long as declared", retryable: false },
  unauthorized: { status: 401, title: "The API key is missing or wrong", retryable: false },
  insufficient_scope: { status: 403, title: "The API key may not do this", retryable: false },
  key_limit_exceeded: { status: 403, title: "The API key's limits forbid this", retryable: false },
  not_found: { status: 404, title: "There is no such thing", retryable: false },
  method_not_allowed: { status: 405, title: "The method is not offered here", retryable: false },
  request_timeout: { status: 408, title: "The body arrived too slowly", retryable: true },
  idempotency_in_progress: { status: 409, title: "The first call still runs", retryable: true },
  possible_duplicate: { status: 409, title: "This was posted already", retryable: false },
  connection_not_active: { status: 409, title: "The account is not connected", retryable: false },
  scope_missing: { status: 409, title: "The owner has not granted this", retryable: false },
  reauthorization_required: {
    status: 409,
    title: "The owner must authorise again",
    retryable: false,
  },
  account_restricted: {
    status: 409,
    title: "The platform restricts the account",
    retryable: false,
  },
  invalid_state: { status: 409, title: "The thing is not in a state for this", retryable: false },
  offset_mismatch: { status: 409, title: "The upload is at another offset", retryable: false },
  link_expired: { status: 410, title: "The link is no longer valid", retryable: false },
  protocol_mismatch: { status: 412, title: "The protocol version is not spoken", retryable: false },
  payload_too_large: { status: 413, title: "The body is too large", retryable: false },
  unsupported_media_type: { status: 415, title: "The content type is not taken", retryable: false },
  media_type_mismatch: { status: 415, title: "The bytes are of another type", retryable: false },
  media_unreadable: { status: 422, title: "The media file cannot be read", retryable: false },
  media_fetch_failed: { status: 422, title: "The URL did not give the media", retryable: true },
  url_not_allowed: { status: 422, title: "The URL is not a public one", retryable: false },
  content_rejected: { status: 422, title: "The content is not accepted", retryable: false },
  media_rejected: { status: 422, title: "The media is not accepted", retryable: false },
  unsupported: { status: 422, title: "The platform does not offer this", retryable: false },
  unknown_reference: { status: 422, title: "A referenced thing does not exist", retryable: false },
  unknown_platform: { status: 422, title: "The platform is not available here", retryable: false },
  invalid_scope: { status: 422, title: "The scope does not exist", retryable: false },
  consent_required: { status: 422, title: "The owner's consent is missing", retryable: false },
  digest_mismatch: { status: 422, title: "The bytes do not match the digest", retryable: false },
  idempotency_key_reused: {
    status: 422,
    title: "The key was used for another call",
    retryable: false,
  },
  invalid_return_url: { status: 422, title: "The return URL is not allowed", retryable: false },
  upload_locked: { status: 423, title: "The upload is being written to", retryable: true },
  rate_limited: { status: 429, title: "Too many requests", retryable: true },
  quota_exhausted: { status: 429, title: "The quota is used up", retryable: true },
  internal_error: { status: 500, title: "The gateway failed", retryable: true },
  platform_contract_broken: {
    status: 502,
    title: "The platform answered unexpectedly",
    retryable: false,
  },
  operator_misconfigured: {
    status: 502,
    title: "The platform refuses this gateway",
    retryable: false,
  },
  outcome_unknown: { status: 502, title: "The outcome is not known", retryable: false },
  platform_unavailable: { status: 503, title: "The platform cannot be reached", retryable: true },
  unavailable: { status: 503, title: "The gateway is not ready", retryable: true },
  deadline_exceeded: {
    status: 504,
    title: "It could not be done in time",
    retryable: true,
  },
  storage_full: { status: 507, title: "The media store is full", retryable: true },
} as const satisfies Record<string, ErrorCodeRow>;

/** One of the codes of {@link errorCodes}. */
export type ApiErrorCode = keyof typeof errorCodes;
