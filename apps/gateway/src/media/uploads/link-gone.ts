import { ApiError } from "../../http/api-error";

/** The answer of a link that has done its work, or was given up. */
export function linkGone(): ApiError {
  return new ApiError("link_expired", {
    detail:
      "This upload link has been used, or is no longer valid. Ask for a new one with POST /v1/media/uploads.",
  });
}
