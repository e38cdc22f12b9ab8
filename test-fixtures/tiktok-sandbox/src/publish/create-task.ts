import type { Caller } from "../oauth/bearer";
import type { World } from "../world/world";
import type { PostInfo, PublishTask, TaskKind } from "./publish-task";

// Prefixes seen in samples and live (ST).
const prefixes: Record<`${TaskKind} ${PublishTask["source"]}`, string> = {
  "video-direct FILE_UPLOAD": "v_pub_file~v2-1.",
  "video-direct PULL_FROM_URL": "v_pub_url~v2-1.",
  "video-inbox FILE_UPLOAD": "v_inbox_file~v2.",
  "video-inbox PULL_FROM_URL": "v_inbox_url~v2.",
  "photo-direct FILE_UPLOAD": "p_pub_file~v2.",
  "photo-direct PULL_FROM_URL": "p_pub_url~v2.",
  "photo-inbox FILE_UPLOAD": "p_pub_file~v2.",
  "photo-inbox PULL_FROM_URL": "p_pub_url~v2.",
};

/** Puts a task on record; nothing moves yet. */
export function createTask(
  world: World,
  caller: Caller,
  wish: {
    kind: TaskKind;
    source: PublishTask["source"];
    postInfo: PostInfo;
    urls: readonly string[];
  },
): PublishTask {
  const pulls = wish.source === "PULL_FROM_URL";
  const task: PublishTask = {
    publishId: `${prefixes[`${wish.kind} ${wish.source}`]}${world.ids.taskNumber()}`,
    kind: wish.kind,
    source: wish.source,
    clientKey: caller.app.clientKey,
    username: caller.user.username,
    createdAt: world.clock.now(),
    postInfo: wish.postInfo,
    urls: wish.urls,
    abort: new AbortController(),
    status: pulls ? "PROCESSING_DOWNLOAD" : "PROCESSING_UPLOAD",
    failReason: null,
    uploadedBytes: pulls ? null : 0,
    downloadedBytes: pulls ? 0 : null,
    committedAt: null,
    receivedAt: null,
    media: [],
    video: null,
    posts: [],
    discarded: false,
  };
  world.tasks.set(task.publishId, task);
  return task;
}

/** Notes that the platform will now act on its own. */
export function commitTask(
  world: World,
  task: PublishTask,
  cause: "last-chunk" | "pull-init",
): void {
  const now = world.clock.now();
  task.committedAt = now;
  world.commits.push({
    at: new Date(now).toISOString(),
    cause,
    publishId: task.publishId,
    clientKey: task.clientKey,
    username: task.username,
  });
}
