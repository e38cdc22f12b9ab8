import type { MediaFacts, StepContext, StepOutcome } from "@upload-post/core/connector";
import { PlatformContractError, UnsupportedError } from "@upload-post/core/errors";
import { z } from "zod";
import type { TiktokRuntime } from "../tiktok-runtime";
import { readCheckpoint, writeCheckpoint } from "./checkpoint-data";
import { planChunks } from "./chunk-plan";
import { videoPostInfo } from "./video-post-info";

/** DP: publish ids have up to 64 characters and upload addresses up to 256; read tolerantly. */
const initAnswerSchema = z.object({ publish_id: z.string().min(1), upload_url: z.string().min(1) });

/**
 * Reserves an upload address (DP, UP) and remembers it with the moment of asking, since it lives an
 * hour. Earlier reservations of this delivery are dropped: without their last byte they come to nothing.
 */
export async function runInitVideo(
  context: StepContext,
  runtime: TiktokRuntime,
): Promise<StepOutcome> {
  const { draft } = context;
  const { sizeBytes } = videoOf(context);
  const { chunkSizeBytes, totalChunkCount } = planChunks(sizeBytes);
  const direct = draft.mode === "publish";
  const issuedAt = runtime.settings.now().toISOString();
  const answer = await runtime.api.call({
    method: "POST",
    path: direct ? "/v2/post/publish/video/init/" : "/v2/post/publish/inbox/video/init/",
    body: {
      // UP 4.3: a draft's post_info would be ignored, so none is sent.
      ...(direct ? { post_info: videoPostInfo(draft) } : {}),
      source_info: {
        source: "FILE_UPLOAD",
        video_size: sizeBytes,
        chunk_size: chunkSizeBytes,
        total_chunk_count: totalChunkCount,
      },
    },
    credential: context.credential,
    scopes: [direct ? "video.publish" : "video.upload"],
    data: initAnswerSchema,
    signal: context.signal,
  });
  assertTrusted(answer.upload_url, runtime);
  return {
    kind: "continue",
    step: "upload",
    checkpoint: writeCheckpoint({
      ...readCheckpoint(context.checkpoint),
      publishId: answer.publish_id,
      upload: { url: answer.upload_url, issuedAt, handedOut: false },
      awaitingSince: null,
    }),
  };
}

/** The one video of a draft. */
export function videoOf({ draft }: Pick<StepContext, "draft">): MediaFacts {
  const [media] = draft.media;
  if (media !== undefined) return media;
  throw new UnsupportedError({ message: "The post has no video. Add one." });
}

/**
 * Refuses an upload address outside the allow-list: the owner's video must not go to a host that
 * somebody slipped into an answer.
 *
 * @throws PlatformContractError naming the host, never the address.
 */
export function assertTrusted(url: string, { uploadHosts }: TiktokRuntime): void {
  if (uploadHosts.accept(url) !== null) return;
  const host = URL.canParse(url) ? new URL(url).host : "no host";
  throw new PlatformContractError({
    message: `TikTok named an upload address (${host}) that is not among the trusted hosts. If it is TikTok's, add it to uploadHosts.`,
    platform: { name: "tiktok", code: null, logId: null },
  });
}
