import type { AttemptRequest, AttemptStart, PostDraft } from "@upload-post/core/connector";
import { UnsupportedError } from "@upload-post/core/errors";
import { emptyCheckpoint, writeCheckpoint } from "./checkpoint-data";
import type { TiktokStep } from "./tiktok-steps";

/**
 * Begins an attempt. TikTok takes no client-chosen key, so nothing is chosen here.
 *
 * @throws UnsupportedError unless the draft is one video, or photos only.
 */
export function startAttempt({ draft }: AttemptRequest): AttemptStart {
  return { step: firstStep(draft), checkpoint: writeCheckpoint(emptyCheckpoint) };
}

function firstStep(draft: PostDraft): TiktokStep {
  const videos = draft.media.filter(({ kind }) => kind === "video").length;
  const oneKind = videos === 0 || videos === draft.media.length;
  if (draft.media.length === 0 || !oneKind || videos > 1) {
    throw new UnsupportedError({
      message: "A TikTok post is one video, or 1 to 35 photos. Correct the media of the post.",
    });
  }
  // Creator info needs video.publish, which a draft does not (4.1).
  if (draft.mode === "publish") return "check-account";
  return videos === 1 ? "init-video" : "lease";
}
