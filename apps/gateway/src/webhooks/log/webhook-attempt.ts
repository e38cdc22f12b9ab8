/**
 * Why an attempt failed. It never says what an address resolves to, nor what the other side sent.
 *
 * - `address_refused`: the address is not, or does not lead to, a public one; nothing was sent.
 * - `unreachable`: no connection, or it broke.
 * - `timeout`: no answer in time.
 * - `redirected`: redirects are not followed.
 * - `refused`: another answer than 2xx.
 * - `gone`: 410, which disables the endpoint.
 * - `endpoint_disabled`: given up without an attempt.
 */
export const attemptErrorCodes = [
  "address_refused",
  "unreachable",
  "timeout",
  "redirected",
  "refused",
  "gone",
  "endpoint_disabled",
] as const;

/** One of {@link attemptErrorCodes}. */
export type AttemptErrorCode = (typeof attemptErrorCodes)[number];

/** One attempt to tell an endpoint something, as it is stored and shown. */
export type WebhookAttempt = {
  readonly at: string;
  /** `null` when there was no answer. */
  readonly response_status: number | null;
  /** `null` when the endpoint took it. */
  readonly error_code: AttemptErrorCode | null;
  readonly duration_ms: number;
};
