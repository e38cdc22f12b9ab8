import type { JsonObject, OwnerDeclaration } from "@upload-post/core/connector";

const musicUsage = {
  label: "Music Usage Confirmation",
  url: "https://www.tiktok.com/legal/page/global/music-usage-confirmation/en",
};

const brandedContent = {
  label: "Branded Content Policy",
  url: "https://www.tiktok.com/legal/page/global/bc-policy/en",
};

/** The sentence beside the publish button, word for word as CSG 2d and 4 demand it. */
export function ownerDeclarations(options: JsonObject): readonly OwnerDeclaration[] {
  return options.brand_content === true
    ? [
        {
          text: "By posting, you agree to TikTok's Branded Content Policy and Music Usage Confirmation",
          links: [brandedContent, musicUsage],
        },
      ]
    : [
        {
          text: "By posting, you agree to TikTok's Music Usage Confirmation",
          links: [musicUsage],
        },
      ];
}
