import type { JsonObject, PostDraft } from "@upload-post/core/connector";

/**
 * The `post_info` of a directly posted video (DP 4.2). TikTok's switches forbid where ours allow
 * (CSG 2c); the brand toggles are always sent, since its table calls them required.
 */
export function videoPostInfo({ text, options }: PostDraft): JsonObject {
  const { privacy_level = null, cover_timestamp_ms: coverTimestamp } = options;
  return {
    ...(text === null || text === "" ? {} : { title: text }),
    privacy_level,
    disable_comment: options.allow_comment !== true,
    disable_duet: options.allow_duet !== true,
    disable_stitch: options.allow_stitch !== true,
    brand_organic_toggle: options.brand_organic === true,
    brand_content_toggle: options.brand_content === true,
    is_aigc: options.ai_generated === true,
    ...(typeof coverTimestamp === "number" ? { video_cover_timestamp_ms: coverTimestamp } : {}),
  };
}
