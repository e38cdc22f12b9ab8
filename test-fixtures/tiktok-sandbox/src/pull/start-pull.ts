import { join } from "node:path";
import { failTask } from "../publish/end-task";
import { processMedia } from "../publish/process-media";
import { type FailReason, isPhoto, type PublishTask } from "../publish/publish-task";
import type { World } from "../world/world";
import { downloadUrl, PullError } from "./download-url";

// MT: a download times out one hour after the task starts.
const PULL_TIMEOUT_MS = 3_600_000;

// Where a download of one image is given up; a little above MT's 20 MB so that the check can tell.
const MAX_PHOTO_BYTES = 32_000_000;

/** Fetches the media of a task beside the requests, for at most an hour of the sandbox's clock. */
export function startPull(world: World, task: PublishTask): void {
  const timeout = world.agenda.at(
    task.createdAt + PULL_TIMEOUT_MS,
    `download of ${task.publishId} times out`,
    (at) => {
      if (task.receivedAt === null) failTask(world, task, pullFailure(task), at);
    },
  );
  if (world.faults.takeForTask(["stuck-download"]) !== null) {
    return;
  }
  world.background.start("open", `pulling the media of ${task.publishId}`, async () => {
    try {
      const paths = await pullAll(world, task);
      timeout.cancel();
      processMedia(world, task, paths);
    } catch (error) {
      // Cancelled, timed out or reset: whoever aborted has said so already.
      if (task.abort.signal.aborted || world.signal.aborted) return;
      if (!(error instanceof PullError)) throw error;
      timeout.cancel();
      failTask(world, task, pullFailure(task), world.clock.now());
    }
  });
}

async function pullAll(world: World, task: PublishTask): Promise<string[]> {
  const paths: string[] = [];
  const signal = AbortSignal.any([task.abort.signal, world.signal]);
  for (const [index, url] of task.urls.entries()) {
    const path = join(world.mediaDirectory, `${world.ids.word(24)}.${index}.pulled`);
    await downloadUrl(world, url, {
      path,
      signal,
      maxBytes: isPhoto(task.kind) ? MAX_PHOTO_BYTES : world.switches.maxVideoBytes,
      onBytes: (count) => {
        task.downloadedBytes = (task.downloadedBytes ?? 0) + count;
      },
    });
    paths.push(path);
  }
  return paths;
}

function pullFailure(task: PublishTask): FailReason {
  return isPhoto(task.kind) ? "photo_pull_failed" : "video_pull_failed";
}
