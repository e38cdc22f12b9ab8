import { checkMedia } from "../media-checks/check-media";
import { receiveMedia } from "../media-checks/receive-media";
import { openIdOf } from "../oauth/open-id";
import { emitWebhook } from "../webhooks/emit-webhook";
import type { World } from "../world/world";
import { failTask, isInProgress, publishTypeOf } from "./end-task";
import { publishPost } from "./publish-post";
import { type FailReason, isInbox, type PublishTask } from "./publish-task";

/**
 * Everything has arrived: digests and checks the files beside the requests, and ends processing
 * when both the checks are through and the processing time is over.
 */
export function processMedia(world: World, task: PublishTask, paths: readonly string[]): void {
  const receivedAt = world.clock.now();
  task.receivedAt = receivedAt;
  const effect = world.faults.takeForTask(["fail-task", "stuck-processing"]);
  world.background.start("bounded", `checking the media of ${task.publishId}`, async () => {
    task.media = await receiveMedia(world, paths);
    const found = await checkMedia(world, task, paths);
    const verdict = effect?.kind === "fail-task" ? effect.reason : found;
    if (effect?.kind === "stuck-processing" || world.signal.aborted) {
      return;
    }
    const dueAt = receivedAt + world.switches.processingMs;
    world.agenda.at(dueAt, `processing of ${task.publishId} ends`, (at) => {
      endProcessing(world, task, verdict, at);
    });
  });
}

function endProcessing(
  world: World,
  task: PublishTask,
  verdict: FailReason | null,
  at: number,
): void {
  if (!isInProgress(task)) {
    return;
  }
  const reason = verdict ?? lateBan(world, task);
  if (reason !== null) {
    failTask(world, task, reason, at);
    return;
  }
  if (!isInbox(task.kind)) {
    publishPost(world, task, task.postInfo.privacyLevel, at);
    return;
  }
  task.status = "SEND_TO_USER_INBOX";
  emitWebhook(world, {
    clientKey: task.clientKey,
    event: "post.publish.inbox_delivered",
    openId: openIdOf(task.clientKey, task.username),
    content: { publish_id: task.publishId, publish_type: publishTypeOf(task) },
    at,
  });
}

function lateBan(world: World, task: PublishTask): FailReason | null {
  return world.users.get(task.username)?.banned ? "spam_risk_user_banned_from_posting" : null;
}
