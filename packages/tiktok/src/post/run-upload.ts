import type { PushOffsetPlan, StepContext, StepOutcome } from "@upload-post/core/connector";
import { fetchPostStatus } from "../status/post-status";
import type { TiktokRuntime } from "../tiktok-runtime";
import {
  type CheckpointData,
  readCheckpoint,
  type UploadTicket,
  writeCheckpoint,
} from "./checkpoint-data";
import { planChunks } from "./chunk-plan";
import { assertTrusted, videoOf } from "./run-init-video";
import { readUploadProgress } from "./upload-progress";
import { expiryOf, isSettled, isUseful, settledAt } from "./upload-ticket-age";

/**
 * Hands the transfer plan to the pipeline, for as long as the upload address is good for anything.
 *
 * An address that was never used is simply replaced. One that was used is replaced only when TikTok
 * says, after it is dead, that bytes are missing: until then its last byte may be on its way.
 */
export async function runUpload(
  context: StepContext,
  runtime: TiktokRuntime,
): Promise<StepOutcome> {
  const data = readCheckpoint(context.checkpoint);
  const { publishId, upload } = data;
  if (publishId === null || upload === null) return initAgain(data);
  const now = runtime.settings.now();
  if (isUseful(upload, now)) {
    assertTrusted(upload.url, runtime);
    return {
      kind: "transfer",
      plan: uploadPlan(context, upload),
      nextStep: "await-result",
      checkpoint: writeCheckpoint({ ...data, upload: { ...upload, handedOut: true } }),
    };
  }
  if (!upload.handedOut) return initAgain(data);

  const { credential, signal } = context;
  const status = await fetchPostStatus(runtime.api, { publishId, credential, signal });
  const progress = readUploadProgress(status, videoOf(context).sizeBytes);
  if (progress.kind !== "missing") {
    return { kind: "continue", step: "await-result", checkpoint: writeCheckpoint(data) };
  }
  if (isSettled(upload, now)) return initAgain(data);
  return {
    kind: "wait",
    until: settledAt(upload),
    step: "upload",
    checkpoint: writeCheckpoint(data),
    reason: "The upload address is at its end. A new one is asked for once TikTok has settled it.",
  };
}

function initAgain(data: CheckpointData): StepOutcome {
  return {
    kind: "continue",
    step: "init-video",
    checkpoint: writeCheckpoint({ ...data, publishId: null, upload: null }),
  };
}

/** The plan of MT 5.1 and 5.2. The address carries its own token: no bearer goes along. */
function uploadPlan(context: Pick<StepContext, "draft">, upload: UploadTicket): PushOffsetPlan {
  const { sizeBytes, type } = videoOf(context);
  return {
    kind: "push-offset",
    mediaIndex: 0,
    url: upload.url,
    method: "PUT",
    headers: { "content-type": type, "content-range": "bytes {first}-{last}/{total}" },
    partSizeBytes: planChunks(sizeBytes).chunkSizeBytes,
    remainder: "absorb",
    boundaries: "fixed",
    commit: "on-last-byte",
    expiresAt: expiryOf(upload).toISOString(),
  };
}
