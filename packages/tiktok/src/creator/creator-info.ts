import type { Credential } from "@upload-post/core/connector";
import { z } from "zod";
import type { TiktokApi } from "../api/tiktok-api";

const creatorInfoSchema = z.object({
  creator_avatar_url: z.string().nullish(),
  creator_username: z.string().nullish(),
  creator_nickname: z.string().nullish(),
  privacy_level_options: z.array(z.string()),
  comment_disabled: z.boolean().nullish(),
  duet_disabled: z.boolean().nullish(),
  stitch_disabled: z.boolean().nullish(),
  max_video_post_duration_sec: z.number().nullish(),
});

/** What a creator may do at this moment. */
export type CreatorInfo = {
  /** Dies after 2 h (CI). */
  readonly avatarUrl: string | null;
  readonly username: string | null;
  readonly nickname: string | null;
  readonly privacyLevels: readonly string[];
  readonly commentDisabled: boolean;
  readonly duetDisabled: boolean;
  readonly stitchDisabled: boolean;
  readonly maxVideoDurationSeconds: number | null;
};

/**
 * Asks what the creator may do now (page CI, 20 calls a minute an account). Needs `video.publish`.
 *
 * @throws RateLimitError or AccountRestrictedError for the three caps that TikTok answers with HTTP 200.
 */
export async function fetchCreatorInfo(
  api: TiktokApi,
  request: { readonly credential: Credential; readonly signal: AbortSignal },
): Promise<CreatorInfo> {
  const info = await api.call({
    method: "POST",
    path: "/v2/post/publish/creator_info/query/",
    body: null,
    credential: request.credential,
    scopes: ["video.publish"],
    data: creatorInfoSchema,
    signal: request.signal,
  });
  return {
    avatarUrl: info.creator_avatar_url ?? null,
    username: info.creator_username ?? null,
    nickname: info.creator_nickname ?? null,
    privacyLevels: info.privacy_level_options,
    commentDisabled: info.comment_disabled ?? false,
    duetDisabled: info.duet_disabled ?? false,
    stitchDisabled: info.stitch_disabled ?? false,
    maxVideoDurationSeconds: info.max_video_post_duration_sec ?? null,
  };
}
