import { apiSuccess } from "../server/api-envelope";
import { invalidParamCode, readJsonObject } from "../server/json-body";
import { ApiRefusal } from "../server/refusals";
import { defineRoute } from "../server/route";
import { beginDisplayCall } from "./video-fields";

// Display API: pages of at most 20, 10 by default.
const MAX_PAGE = 20;
const DEFAULT_PAGE = 10;

/** The caller's public posts, newest first (reference 3.2). */
export const videoListRoute = defineRoute({
  method: "POST",
  path: "/v2/video/list/",
  family: "api",
  handle(world, request) {
    const call = beginDisplayCall(world, request, {
      rule: "display.list_rate_600",
      route: "/v2/video/list/",
    });
    const { cursor = null, max_count: maxCount = DEFAULT_PAGE } = readJsonObject(world, request);
    if (
      typeof maxCount !== "number" ||
      !Number.isInteger(maxCount) ||
      maxCount < 1 ||
      maxCount > MAX_PAGE ||
      (cursor !== null && typeof cursor !== "number")
    ) {
      throw new ApiRefusal(
        "display.page_at_most_20",
        400,
        invalidParamCode(world),
        "max_count must be between 1 and 20, cursor a number of milliseconds",
      );
    }
    const older = call.posts.filter((post) => cursor === null || post.createdAt < cursor);
    const page = older.slice(0, maxCount);
    return apiSuccess(world, {
      videos: page.map(call.present),
      cursor: page.at(-1)?.createdAt ?? cursor ?? 0,
      has_more: older.length > page.length,
    });
  },
});
