import type { Caller } from "../oauth/bearer";
import type { JsonObject } from "../server/json-body";
import { ApiRefusal } from "../server/refusals";
import type { World } from "../world/world";
import type { PublishTask } from "./publish-task";

/**
 * The task a call names (ST, MT).
 * @throws ApiRefusal 400 `invalid_publish_id` when there is none (any more), or
 * `token_not_authorized_for_specified_publish_id` when it is another user's or app's.
 */
export function findTask(world: World, caller: Caller, body: JsonObject): PublishTask {
  const task = typeof body.publish_id === "string" ? world.tasks.get(body.publish_id) : undefined;
  if (task === undefined) {
    throw new ApiRefusal(
      "status.publish_id_known",
      400,
      "invalid_publish_id",
      "The publish_id does not exist.",
    );
  }
  if (task.clientKey !== caller.app.clientKey || task.username !== caller.user.username) {
    throw new ApiRefusal(
      "status.publish_id_own",
      400,
      "token_not_authorized_for_specified_publish_id",
      "The access_token does not have authorization for the specified publish_id.",
    );
  }
  const { statusRetentionSeconds } = world.switches;
  if (
    statusRetentionSeconds !== null &&
    world.clock.now() >= task.createdAt + statusRetentionSeconds * 1000
  ) {
    throw new ApiRefusal(
      "status.retention",
      400,
      "invalid_publish_id",
      "The publish_id does not exist.",
    );
  }
  return task;
}
