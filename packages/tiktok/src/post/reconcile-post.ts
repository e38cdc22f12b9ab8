import type { Reconciliation, StepContext } from "@upload-post/core/connector";
import { isUploadPostError } from "@upload-post/core/errors";
import { nextPollMs, patienceMs } from "../status/polling-rhythm";
import { toPostOutcome } from "../status/post-outcome";
import { fetchPostStatus, type PostStatus } from "../status/post-status";
import type { TiktokRuntime } from "../tiktok-runtime";
import { type CheckpointData, readCheckpoint, writeCheckpoint } from "./checkpoint-data";
import { videoOf } from "./run-init-video";
import { readUploadProgress } from "./upload-progress";
import { isSettled, settledAt } from "./upload-ticket-age";

/**
 * Finds out what became of a commit whose answer was lost.
 *
 * A video has an id to ask about: bytes missing proves that nothing is published, and once its upload
 * address is dead, that nothing will be. A photo post whose
 * init was not answered has none, and TikTok lists no pending posts: nobody can know.
 */
export async function reconcilePost(
  context: StepContext,
  runtime: TiktokRuntime,
): Promise<Reconciliation> {
  context.signal.throwIfAborted();
  const data = readCheckpoint(context.checkpoint);
  const { publishId } = data;
  if (publishId === null) return reconcileWithoutId(context, data);
  const { credential, signal } = context;
  let status: PostStatus;
  try {
    status = await fetchPostStatus(runtime.api, { publishId, credential, signal });
  } catch (error) {
    if (!isUploadPostError(error) || error.code !== "outcome_unknown") throw error;
    return { kind: "unknown", evidence: error.message, recheckAt: null };
  }
  return judge(status, { ...data, publishId }, context, runtime);
}

function reconcileWithoutId(context: StepContext, data: CheckpointData): Reconciliation {
  if (videoOf(context).kind === "video") {
    // No id, no upload address: not one byte can have been sent.
    const checkpoint = writeCheckpoint(data);
    return { kind: "not-published", step: "init-video", checkpoint, settledAt: null };
  }
  return {
    kind: "unknown",
    evidence:
      "TikTok's answer to the photo post was lost, and with it the publish id; TikTok offers no other way to ask.",
    recheckAt: null,
  };
}

function judge(
  status: PostStatus,
  data: CheckpointData & { readonly publishId: string },
  context: StepContext,
  { settings }: TiktokRuntime,
): Reconciliation {
  const { publishId, username, upload } = data;
  const now = settings.now();
  const outcome = toPostOutcome(status, { draft: context.draft, publishId, username, now });
  if (outcome !== null) return { kind: "published", outcome };
  if (upload === null)
    return stillProcessing(now, Date.parse(data.awaitingSince ?? now.toISOString()));

  const progress = readUploadProgress(status, videoOf(context).sizeBytes);
  if (progress.kind === "missing") {
    if (isSettled(upload, now)) {
      const checkpoint = writeCheckpoint({ ...data, publishId: null, upload: null });
      return { kind: "not-published", step: "init-video", checkpoint, settledAt: null };
    }
    // Until the address is dead, a last byte that was sent before may still come in.
    const checkpoint = writeCheckpoint(data);
    return { kind: "not-published", step: "upload", checkpoint, settledAt: settledAt(upload) };
  }
  return stillProcessing(now, Date.parse(upload.issuedAt));
}

/** Also for a status that tells no bytes or is documented nowhere: both prove nothing. */
function stillProcessing(now: Date, sinceMs: number): Reconciliation {
  const ageMs = now.getTime() - sinceMs;
  if (ageMs < patienceMs) {
    return { kind: "still-processing", until: new Date(now.getTime() + nextPollMs(ageMs)) };
  }
  return {
    kind: "unknown",
    evidence: "TikTok has said for a day that it is processing the post.",
    recheckAt: null,
  };
}
