import type { Caller } from "../oauth/bearer";
import { startPull } from "../pull/start-pull";
import { apiSuccess } from "../server/api-envelope";
import type { SandboxReply } from "../server/exchange";
import { openUpload } from "../upload/open-upload";
import type { World } from "../world/world";
import { commitTask, createTask } from "./create-task";
import type { PostInfo, TaskKind } from "./publish-task";
import type { VideoSource } from "./video-source";

/** Creates the task of a video init and answers with its id, and an upload URL for a file. */
export function answerVideoInit(
  world: World,
  caller: Caller,
  kind: TaskKind,
  postInfo: PostInfo,
  source: VideoSource,
): SandboxReply {
  if (source.source === "PULL_FROM_URL") {
    return answerPullInit(world, caller, kind, postInfo, [source.url]);
  }
  const task = createTask(world, caller, { kind, source: source.source, postInfo, urls: [] });
  const upload = openUpload(world, task, source.plan);
  return apiSuccess(
    world,
    { publish_id: task.publishId, upload_url: upload.url },
    noteOf(caller, task.publishId),
  );
}

/** Creates a task whose media TikTok fetches itself: with the answer it is committed. */
export function answerPullInit(
  world: World,
  caller: Caller,
  kind: TaskKind,
  postInfo: PostInfo,
  urls: readonly string[],
): SandboxReply {
  const task = createTask(world, caller, { kind, source: "PULL_FROM_URL", postInfo, urls });
  commitTask(world, task, "pull-init");
  startPull(world, task);
  return apiSuccess(world, { publish_id: task.publishId }, noteOf(caller, task.publishId));
}

function noteOf(caller: Caller, publishId: string) {
  return { clientKey: caller.app.clientKey, username: caller.user.username, publishId };
}
