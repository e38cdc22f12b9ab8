import { isUploadPostError, PlatformUnavailableError, type UploadPostError } from "../errors";

/** Failures that come before the first byte of a request leaves. */
const beforeSending = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

function codeOf(error: unknown): string | null {
  if (typeof error !== "object" || error === null || !("code" in error)) return null;
  return typeof error.code === "string" ? error.code : null;
}

/**
 * Says what a broken connection means: whether anything may have arrived.
 *
 * @param host Host and port only; upload URLs carry secrets in their query.
 */
export function connectionError(error: unknown, host: string): UploadPostError {
  if (isUploadPostError(error)) return error;
  const code = codeOf(error);
  const nothingSent = code !== null && beforeSending.has(code);
  return new PlatformUnavailableError({
    effect: nothingSent ? "none" : "possible",
    message: nothingSent
      ? `No connection to ${host} (${code}). The same bytes can be sent again.`
      : `The connection to ${host} broke (${code ?? "no code"}). Ask the platform what arrived before going on.`,
  });
}
