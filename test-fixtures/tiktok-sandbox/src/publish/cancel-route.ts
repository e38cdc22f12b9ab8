import { admitCall } from "../caps/rate-limit";
import { callerOf, requireScope } from "../oauth/bearer";
import { apiSuccess } from "../server/api-envelope";
import { readJsonObject } from "../server/json-body";
import { ApiRefusal } from "../server/refusals";
import { defineRoute } from "../server/route";
import type { World } from "../world/world";
import { failTask, isInProgress } from "./end-task";
import { findTask } from "./find-task";
import { checkUrlOwnership } from "./posting-gates";
import type { PublishTask } from "./publish-task";

/** Stops a slow download (MT); an upload only by switch, since nothing is known about it. */
export const cancelRoute = defineRoute({
  method: "POST",
  path: "/v2/post/publish/cancel/",
  family: "api",
  handle(world, request) {
    const caller = callerOf(world, request);
    requireScope(caller, ["video.upload", "video.publish"]);
    admitCall(world, caller, {
      rule: "cancel.rate",
      route: "/v2/post/publish/cancel/",
      perMinute: world.switches.cancelPerMinute,
      scope: "user",
    });
    const task = findTask(world, caller, readJsonObject(world, request));
    if (!isInProgress(task)) throw notCancellable("cancel.not_final");
    checkUrlOwnership(caller, task.urls);
    if (task.receivedAt !== null) throw notCancellable("cancel.not_while_processing");
    if (!mayCancel(world, task)) throw notCancellable("cancel.file_upload");
    failTask(world, task, "publish_cancelled", world.clock.now());
    return apiSuccess(world, undefined, {
      clientKey: task.clientKey,
      username: task.username,
      publishId: task.publishId,
    });
  },
});

function mayCancel(world: World, task: PublishTask): boolean {
  return task.source === "PULL_FROM_URL" || world.switches.cancelFileUpload === "accept";
}

function notCancellable(
  rule: "cancel.not_final" | "cancel.not_while_processing" | "cancel.file_upload",
): ApiRefusal {
  return new ApiRefusal(
    rule,
    400,
    "publish_not_cancellable",
    "The publish cannot be cancelled in its current state.",
  );
}
