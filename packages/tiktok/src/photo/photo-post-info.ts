import type { JsonObject, PostDraft } from "@upload-post/core/connector";

/** The `post_info` of photos (PH 4.4). A draft keeps title and description only. */
export function photoPostInfo({ mode, title, text, options }: PostDraft): JsonObject {
  const words = {
    ...(title === null || title === "" ? {} : { title }),
    ...(text === null || text === "" ? {} : { description: text }),
  };
  if (mode === "draft") return words;
  const { privacy_level = null } = options;
  return {
    ...words,
    privacy_level,
    disable_comment: options.allow_comment !== true,
    auto_add_music: options.auto_add_music === true,
    brand_organic_toggle: options.brand_organic === true,
    brand_content_toggle: options.brand_content === true,
  };
}
