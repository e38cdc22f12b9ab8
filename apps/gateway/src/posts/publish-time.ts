import { ApiError } from "../http/api-error";

/** Platforms' grants live a year at most; what is planned beyond that could not be posted any more. */
const HORIZON_DAYS = 365;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * The time at which a post shall go out; `null` for now.
 *
 * @throws ApiError `content_rejected` for a time in the past or more than a year ahead.
 */
export function publishTime(publishAt: string | null | undefined, now: Date): Date | null {
  if (publishAt === null || publishAt === undefined) return null;
  const at = new Date(publishAt);
  if (at <= now) {
    throw new ApiError("content_rejected", {
      detail: "publish_at is in the past. Leave it out to publish now.",
      errors: [{ path: "/publish_at", message: "Is in the past." }],
    });
  }
  if (at.getTime() > now.getTime() + HORIZON_DAYS * DAY_MS) {
    throw new ApiError("content_rejected", {
      detail: `publish_at is more than ${HORIZON_DAYS} days ahead. Make the post later.`,
      errors: [{ path: "/publish_at", message: `Is more than ${HORIZON_DAYS} days ahead.` }],
    });
  }
  return at;
}
