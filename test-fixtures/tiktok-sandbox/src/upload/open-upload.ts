import { join } from "node:path";
import { failTask } from "../publish/end-task";
import type { ChunkPlan } from "../publish/file-source";
import type { PublishTask } from "../publish/publish-task";
import type { World } from "../world/world";
import type { UploadSession } from "./upload-session";

// MT, DP: an upload URL is valid for one hour.
const UPLOAD_URL_MS = 3_600_000;

/** Opens the place to which the chunks of a task are sent. */
export function openUpload(world: World, task: PublishTask, plan: ChunkPlan): UploadSession {
  const uploadId = world.ids.word(24);
  const token = world.ids.word(48);
  const session: UploadSession = {
    uploadId,
    token,
    url: `${world.uploadOrigin}/video/?upload_id=${uploadId}&upload_token=${token}`,
    publishId: task.publishId,
    plan,
    expiresAt: task.createdAt + UPLOAD_URL_MS,
    path: join(world.mediaDirectory, `${uploadId}.video`),
    receivedBytes: 0,
    active: null,
  };
  world.uploads.set(uploadId, session);
  world.secrets.add("upload_token", token);
  if (world.switches.expiredUpload === "failed") {
    world.agenda.at(session.expiresAt, `upload URL of ${task.publishId} expires`, (at) => {
      if (task.committedAt === null) failTask(world, task, "internal", at);
    });
  }
  return session;
}
