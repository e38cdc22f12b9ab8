import type { Caller } from "../access/caller";
import { ApiError } from "../http/api-error";
import type { PostRequest } from "./post-request";

/** Clocks of callers may run ahead by this much. */
const CLOCK_SKEW_MS = 5 * 60 * 1000;

/**
 * A caller that reviews on a page of its own must have the scope for it, and must say when the owner
 * consented: that is recorded in place of our own page's receipt.
 *
 * @throws ApiError `insufficient_scope`, `consent_required`, `invalid_request`.
 */
export function requireConsent(caller: Caller, request: PostRequest, now: Date): void {
  const consent = request.consent ?? null;
  if (request.review === "owner") {
    if (consent === null) return;
    throw new ApiError("invalid_request", {
      detail:
        '`consent` goes with review: "caller"; with review: "owner" the owner consents on the review page. Leave one of them out.',
      errors: [{ path: "/consent", message: "Goes with review: caller." }],
    });
  }
  if (!caller.scopes.has("publish:unreviewed")) {
    throw new ApiError("insufficient_scope", {
      detail:
        'review: "caller" needs an API key with the scope publish:unreviewed. Use one, or leave the review to the owner.',
      errors: [{ path: "/review", message: "Needs the scope publish:unreviewed." }],
    });
  }
  if (consent === null) {
    throw new ApiError("consent_required", {
      detail:
        'review: "caller" needs `consent` with the time at which the owner consented on your page.',
      errors: [{ path: "/consent", message: "Is missing." }],
    });
  }
  if (new Date(consent.collected_at).getTime() > now.getTime() + CLOCK_SKEW_MS) {
    throw new ApiError("consent_required", {
      detail: "consent.collected_at is in the future. Send the time at which the owner consented.",
      errors: [{ path: "/consent/collected_at", message: "Is in the future." }],
    });
  }
}
