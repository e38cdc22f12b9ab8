import type { PostIssue } from "@upload-post/core/connector";
import { ApiError } from "../http/api-error";
import type { ApiErrorCode } from "../http/error-codes";

/**
 * Refuses a post for what checking found.
 *
 * A name that does not exist makes the request malformed (400); everything else is a request that is
 * understood and cannot be done (422): media first, since no wording helps bad media.
 *
 * @throws ApiError `invalid_request`, `media_rejected`, `unsupported` or `content_rejected`, every error named.
 */
export function refuseIssues(issues: readonly PostIssue[]): void {
  const errors = issues.filter(({ severity }) => severity === "error");
  const [first] = errors;
  if (first === undefined) return;
  const more = errors.length === 1 ? "" : ` ${errors.length - 1} more: see errors.`;
  throw new ApiError(codeFor(errors), {
    detail: `${first.message}${more}`,
    errors: errors.map(({ path, message }) => ({ path, message })),
    outcome: "not_published",
  });
}

function codeFor(errors: readonly PostIssue[]): ApiErrorCode {
  if (errors.some(({ code }) => code === "unknown_option")) return "invalid_request";
  if (errors.some(({ path }) => path.startsWith("/media"))) return "media_rejected";
  if (errors.some(({ code }) => code === "mode")) return "unsupported";
  return "content_rejected";
}
