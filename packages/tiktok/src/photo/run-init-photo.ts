import type { StepContext, StepOutcome } from "@upload-post/core/connector";
import { z } from "zod";
import { readCheckpoint, writeCheckpoint } from "../post/checkpoint-data";
import type { TiktokRuntime } from "../tiktok-runtime";
import { photoPostInfo } from "./photo-post-info";
import { photoUrls } from "./photo-urls";

const initAnswerSchema = z.object({ publish_id: z.string().min(1) });

/**
 * Starts a photo post (PH 4.4): TikTok begins to fetch at once, so this commits. A lost answer is
 * `possible` and never repeated: without the publish id nobody can ask whether it worked.
 */
export async function runInitPhoto(
  context: StepContext,
  { api, settings }: TiktokRuntime,
): Promise<StepOutcome> {
  const { draft } = context;
  const direct = draft.mode === "publish";
  const coverIndex = draft.options.cover_index;
  const answer = await api.call({
    method: "POST",
    path: "/v2/post/publish/content/init/",
    body: {
      media_type: "PHOTO",
      // The table prints a space, every sample and live use an underscore.
      post_mode: direct ? "DIRECT_POST" : "MEDIA_UPLOAD",
      post_info: photoPostInfo(draft),
      source_info: {
        source: "PULL_FROM_URL",
        photo_images: photoUrls(context, settings),
        photo_cover_index: typeof coverIndex === "number" ? coverIndex : 0,
      },
    },
    credential: context.credential,
    scopes: [direct ? "video.publish" : "video.upload"],
    data: initAnswerSchema,
    signal: context.signal,
  });
  return {
    kind: "continue",
    step: "await-result",
    checkpoint: writeCheckpoint({
      ...readCheckpoint(context.checkpoint),
      publishId: answer.publish_id,
    }),
  };
}
