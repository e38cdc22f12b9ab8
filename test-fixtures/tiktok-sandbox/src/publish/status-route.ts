import { admitCall } from "../caps/rate-limit";
import { callerOf, requireScope } from "../oauth/bearer";
import { apiSuccess } from "../server/api-envelope";
import { readJsonObject } from "../server/json-body";
import { defineRoute } from "../server/route";
import { findTask } from "./find-task";

/** Where a task stands (ST). A failed task is still HTTP 200 with code `ok`. */
export const statusRoute = defineRoute({
  method: "POST",
  path: "/v2/post/publish/status/fetch/",
  family: "api",
  handle(world, request) {
    const caller = callerOf(world, request);
    requireScope(caller, ["video.upload", "video.publish"]);
    admitCall(world, caller, {
      rule: "status.rate_30",
      route: "/v2/post/publish/status/fetch/",
      perMinute: 30,
      scope: "user",
    });
    const task = findTask(world, caller, readJsonObject(world, request));
    const note = {
      clientKey: task.clientKey,
      username: task.username,
      publishId: task.publishId,
    };
    if (task.failReason !== null) {
      // Seen live: nothing else is told about a failure.
      return apiSuccess(world, { fail_reason: task.failReason, status: task.status }, note);
    }
    const ids = task.posts.filter((post) => post.public).map((post) => post.id);
    return apiSuccess(
      world,
      {
        status: task.status,
        // TikTok's own spelling.
        publicaly_available_post_id: task.status === "PUBLISH_COMPLETE" ? ids : undefined,
        uploaded_bytes: task.uploadedBytes ?? undefined,
        downloaded_bytes: task.downloadedBytes ?? undefined,
      },
      note,
    );
  },
});
