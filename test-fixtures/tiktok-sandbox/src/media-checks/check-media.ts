import type { FailReason, PublishTask } from "../publish/publish-task";
import { isInbox, isPhoto } from "../publish/publish-task";
import type { World } from "../world/world";
import { checkPhoto } from "./check-photo";
import { type DurationLimits, judgeVideo } from "./judge-video";
import { probeVideo } from "./probe-video";
import { discardMedia } from "./receive-media";

/** Probes what arrived and answers why TikTok would fail the post, or null. */
export async function checkMedia(
  world: World,
  task: PublishTask,
  paths: readonly string[],
): Promise<FailReason | null> {
  try {
    return world.switches.mediaChecks === "off" ? null : await probe(world, task, paths);
  } finally {
    await discardMedia(world, paths);
  }
}

async function probe(
  world: World,
  task: PublishTask,
  paths: readonly string[],
): Promise<FailReason | null> {
  for (const path of paths) {
    const reason = isPhoto(task.kind)
      ? await checkPhoto(path)
      : await checkVideo(world, task, path);
    // One bad image fails the whole carousel, without saying which (WILD).
    if (reason !== null) {
      return reason;
    }
  }
  return null;
}

async function checkVideo(world: World, task: PublishTask, path: string) {
  task.video = await probeVideo(path);
  return judgeVideo(task.video, durationLimits(world, task));
}

// An owner can trim a draft, so only the limit of the API applies to it (MT).
function durationLimits(world: World, task: PublishTask): DurationLimits {
  const { minDurationSeconds, maxDurationSeconds } = world.switches;
  const ofCreator = world.users.get(task.username)?.maxVideoSeconds ?? maxDurationSeconds;
  return {
    minSeconds: minDurationSeconds,
    maxSeconds: isInbox(task.kind) ? maxDurationSeconds : Math.min(ofCreator, maxDurationSeconds),
  };
}
