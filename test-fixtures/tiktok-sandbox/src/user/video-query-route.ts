import { apiSuccess } from "../server/api-envelope";
import { invalidParamCode, isJsonObject, readJsonObject } from "../server/json-body";
import { ApiRefusal } from "../server/refusals";
import { defineRoute } from "../server/route";
import { beginDisplayCall } from "./video-fields";

/** Posts by id; an unknown id is left out of an `ok` answer (WILD). */
export const videoQueryRoute = defineRoute({
  method: "POST",
  path: "/v2/video/query/",
  family: "api",
  handle(world, request) {
    const call = beginDisplayCall(world, request, {
      rule: "display.query_rate_600",
      route: "/v2/video/query/",
    });
    const { filters } = readJsonObject(world, request);
    const ids: unknown = isJsonObject(filters) ? filters.video_ids : undefined;
    if (!Array.isArray(ids) || ids.some((id) => typeof id !== "string")) {
      throw new ApiRefusal(
        "display.query_filters",
        400,
        invalidParamCode(world),
        "filters.video_ids must be a list of strings",
      );
    }
    const found = call.posts.filter((post) => ids.includes(String(post.id)));
    return apiSuccess(world, { videos: found.map(call.present) });
  },
});
