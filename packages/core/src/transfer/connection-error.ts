import { isUploadPostError, PlatformUnavailableError, type UploadPostError } from "../errors";

function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null || !("code" in error)) return "no code";
  return typeof error.code === "string" ? error.code : "no code";
}

/**
 * Says what a broken connection means: whether anything may have arrived.
 *
 * What decides is whether the connection stood, not the error's code: "host unreachable" also ends
 * connections over which everything has been sent already.
 */
export function connectionError(
  error: unknown,
  connection: {
    /** Host and port only; upload URLs carry secrets in their query. */
    readonly host: string;
    /** Whether a byte of the request may have left. */
    readonly established: boolean;
  },
): UploadPostError {
  if (isUploadPostError(error)) return error;
  const { host, established } = connection;
  const code = codeOf(error);
  return new PlatformUnavailableError({
    effect: established ? "possible" : "none",
    message: established
      ? `The connection to ${host} broke (${code}). Ask the platform what arrived before going on.`
      : `No connection to ${host} (${code}). The same bytes can be sent again.`,
  });
}
