import { type ErrorCode, isUploadPostError, type UploadPostError } from "@upload-post/core/errors";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { isDatabaseAway } from "../database/is-database-away";
import { ApiError, type ApiErrorOptions } from "./api-error";
import { type ApiErrorCode, errorCodes } from "./error-codes";
import type { GatewayEnvironment } from "./gateway-app";
import type { Problem } from "./problem";

/** Every code of core's errors, as the API names it. Adding a code to core breaks the build here. */
const codesOfCore: Readonly<Record<ErrorCode, ApiErrorCode>> = {
  configuration_invalid: "internal_error",
  access_denied: "reauthorization_required",
  authorization_expired: "reauthorization_required",
  authorization_revoked: "reauthorization_required",
  scope_missing: "scope_missing",
  rate_limited: "rate_limited",
  quota_exhausted: "quota_exhausted",
  content_rejected: "content_rejected",
  media_rejected: "media_rejected",
  account_restricted: "account_restricted",
  operator_misconfigured: "operator_misconfigured",
  unsupported: "unsupported",
  platform_unavailable: "platform_unavailable",
  outcome_unknown: "outcome_unknown",
  platform_contract_broken: "platform_contract_broken",
  credential_unreadable: "internal_error",
  storage_unavailable: "unavailable",
};

/** The API's own form of any error, for rooms that keep it (a delivery's `error`). */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (isUploadPostError(error)) return fromUploadPostError(error);
  if (error instanceof HTTPException) return fromHttpException(error);
  // Platforms' failures come as errors of core: what is left of this kind is our own database.
  if (isDatabaseAway(error)) {
    return new ApiError("unavailable", {
      detail:
        "The gateway cannot reach its database at the moment. Whether this request was carried out is not known: repeat it, with the same Idempotency-Key if it creates something.",
      retryAfterSeconds: 2,
      cause: error,
    });
  }
  return new ApiError("internal_error", {
    detail:
      "The gateway failed while answering; the failure is in its log under this request id. Nothing is wrong with the request: try again, with the same Idempotency-Key if it creates something.",
    cause: error,
  });
}

/** The problem document of an error, without the request it belongs to. */
export function toProblem(error: ApiError): Omit<Problem, "request_id"> {
  const row = errorCodes[error.code];
  const { options } = error;
  return {
    type: `/docs#error-${error.code}`,
    title: row.title,
    status: row.status,
    detail: options.detail,
    code: error.code,
    retryable: row.retryable,
    ...(options.retryAfterSeconds === undefined
      ? {}
      : { retry_after_s: options.retryAfterSeconds }),
    ...(options.errors === undefined ? {} : { errors: [...options.errors] }),
    ...(options.nextAction === undefined ? {} : { next_action: { ...options.nextAction } }),
    ...(options.outcome === undefined ? {} : { outcome: options.outcome }),
    ...(options.platform === undefined ? {} : { platform: { ...options.platform } }),
  };
}

/** Answers any error as `application/problem+json`; the one place where errors become statuses. */
export function errorResponse(error: unknown, context: Context<GatewayEnvironment>): Response {
  const apiError = toApiError(error);
  const requestId = context.get("requestId");
  const { status } = errorCodes[apiError.code];
  if (status === 500 || isDatabaseAway(error)) {
    context
      .get("logger")
      .error({ error, requestId, route: context.req.routePath }, "request failed");
  }
  const headers = new Headers({ "Content-Type": "application/problem+json" });
  const { retryAfterSeconds } = apiError.options;
  if (retryAfterSeconds !== undefined) headers.set("Retry-After", String(retryAfterSeconds));
  if (apiError.code === "unauthorized") headers.set("WWW-Authenticate", "Bearer");
  const problem: Problem = { ...toProblem(apiError), request_id: requestId };
  return context.newResponse(JSON.stringify(problem), { status, headers });
}

function fromUploadPostError(error: UploadPostError): ApiError {
  const code = codesOfCore[error.code];
  const outcomes = { none: "not_published", possible: "unknown", done: "published" } as const;
  const { platform } = error;
  const options: ApiErrorOptions = {
    detail: error.message,
    outcome: outcomes[error.effect],
    cause: error,
    ...(platform === null
      ? {}
      : { platform: { name: platform.name, code: platform.code, log_id: platform.logId } }),
    ...("retryAfterMs" in error && typeof error.retryAfterMs === "number"
      ? { retryAfterSeconds: Math.max(1, Math.ceil(error.retryAfterMs / 1000)) }
      : {}),
    ...("field" in error && typeof error.field === "string"
      ? { errors: [{ path: error.field, message: error.message }] }
      : {}),
  };
  return new ApiError(code, options);
}

/** Refusals of the HTTP framework itself. */
function fromHttpException(error: HTTPException): ApiError {
  if (error.status === 413) {
    return new ApiError("payload_too_large", {
      detail: "The body is larger than this route takes.",
    });
  }
  if (error.status === 415) {
    return new ApiError("unsupported_media_type", {
      detail: "The body's Content-Type is missing or not one that this route takes.",
    });
  }
  if (error.status >= 400 && error.status < 500) {
    return new ApiError("invalid_request", {
      detail: "The request could not be read.",
      cause: error,
    });
  }
  return new ApiError("internal_error", {
    detail: "The gateway failed while answering; the failure is in its log under this request id.",
    cause: error,
  });
}
