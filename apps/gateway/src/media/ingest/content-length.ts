import { ApiError } from "../../http/api-error";

/**
 * Reads a `Content-Length`; `null` when there is none (a chunked body).
 *
 * @throws ApiError `invalid_request` when it is no number.
 */
export function parseContentLength(header: string | null): number | null {
  if (header === null) return null;
  const length = /^\d{1,15}$/.test(header) ? Number(header) : Number.NaN;
  if (Number.isSafeInteger(length)) return length;
  throw new ApiError("invalid_request", {
    detail: "The Content-Length is not a number of bytes.",
    errors: [{ path: "Content-Length", message: "Is not a number of bytes." }],
  });
}
