import { openIdOf } from "../oauth/open-id";
import { emitWebhook } from "../webhooks/emit-webhook";
import type { World } from "../world/world";
import { type FailReason, isInbox, type PublishTask } from "./publish-task";

/** `publish_type` in webhooks: `INBOX_SHARE` documented (ST), `DIRECT_PUBLISH` seen live (WILD). */
export function publishTypeOf(task: PublishTask): string {
  return isInbox(task.kind) ? "INBOX_SHARE" : "DIRECT_PUBLISH";
}

/** Whether the platform still works on a task. */
export function isInProgress(task: PublishTask): boolean {
  return task.status === "PROCESSING_UPLOAD" || task.status === "PROCESSING_DOWNLOAD";
}

/** Fails a task that is still in progress, tells the app, and ends its download. */
export function failTask(world: World, task: PublishTask, reason: FailReason, at: number): void {
  if (!isInProgress(task)) {
    return;
  }
  task.status = "FAILED";
  task.failReason = reason;
  task.abort.abort();
  emitWebhook(world, {
    clientKey: task.clientKey,
    event: "post.publish.failed",
    openId: openIdOf(task.clientKey, task.username),
    content: { publish_id: task.publishId, reason, publish_type: publishTypeOf(task) },
    at,
  });
}
