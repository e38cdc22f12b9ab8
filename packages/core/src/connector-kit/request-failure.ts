import { type ErrorEffect, PlatformUnavailableError } from "../errors";

/** Which request failed: enough for a message, without anything secret. */
export type FailedRequest = {
  /** The platform's name for people. */
  readonly platformName: string;
  readonly method: string;
  /** Without a query. */
  readonly path: string;
};

/**
 * Failures that come before the first byte of a request leaves: nobody at home, no way there, or no
 * trust. Node's, libuv's, OpenSSL's and undici's own names.
 */
const beforeSending = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EAI_FAIL",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "CERT_REVOKED",
  "CERT_UNTRUSTED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

/**
 * Turns what `fetch` threw into a {@link PlatformUnavailableError}: `effect` is `none` when the request
 * never left (refused, no such host, no trust), `possible` in every other case, time-outs included.
 *
 * The original error is not kept as `cause`: HTTP clients attach the request, and with it the token.
 */
export function requestFailure(error: unknown, request: FailedRequest): PlatformUnavailableError {
  const codes = failureCodes(error);
  const effect: ErrorEffect =
    codes.length > 0 && codes.every((code) => beforeSending.has(code)) ? "none" : "possible";
  const what = `${request.platformName} could not be asked (${request.method} ${request.path})`;
  return new PlatformUnavailableError({
    effect,
    message:
      effect === "none"
        ? `${what}: no connection (${codes.join(", ")}). Nothing was sent; try again later.`
        : `${what}: ${isTimeout(error) ? "no answer in time" : `the connection broke (${codes.join(", ") || "no code"})`}. Whether the request arrived is not known.`,
  });
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === "TimeoutError";
}

/** The innermost codes; several when a host has several addresses and each failed in its own way. */
function failureCodes(error: unknown, depth = 0): readonly string[] {
  if (typeof error !== "object" || error === null || depth > 5) return [];
  if (error instanceof AggregateError && error.errors.length > 0) {
    // An address without a code counts as "possible".
    return error.errors.flatMap((inner) => {
      const codes = failureCodes(inner, depth + 1);
      return codes.length > 0 ? codes : ["unknown"];
    });
  }
  const inner = "cause" in error ? failureCodes(error.cause, depth + 1) : [];
  if (inner.length > 0) return inner;
  return "code" in error && typeof error.code === "string" ? [error.code] : [];
}
