import type { ConnectorCapabilities, TextRule } from "@upload-post/core/connector";
import { tiktokLimits } from "./limits";
import { identityScopes, tiktokScopes } from "./login-kit/scopes";

/**
 * What TikTok takes. Page codes are those of the reference of November 2026; WILD was seen live.
 */
export function createCapabilities(appType: "web" | "desktop"): ConnectorCapabilities {
  return {
    modes: ["publish", "draft"],
    video: {
      // MT 5.4: MP4 (recommended), MOV, WebM.
      types: ["video/mp4", "video/quicktime", "video/webm"],
      // MT 5.4: H.264 (recommended), H.265, VP8, VP9.
      videoCodecs: ["avc", "hevc", "vp8", "vp9"],
      // MT 5.4: at most 4 GB. TikTok's unit is not defined; 2^30 is the wider reading.
      sizeBytes: { min: 1, max: 4 * 1024 ** 3 },
      // MT 5.4: at most 10 minutes through the API. A minimum of 3 s is not official: a warning in `check`.
      durationSeconds: { min: null, max: 600 },
      // MT 5.4: 360 to 4096 pixels on both sides.
      sidePixels: { min: 360, max: 4096 },
      // MT 5.4: 23 to 60 frames a second.
      frameRate: { min: 23, max: 60 },
      // MT 5.4: one video a post.
      count: { min: 1, max: 1 },
    },
    image: {
      // MT 5.4: WebP and JPEG; PNG is refused.
      types: ["image/jpeg", "image/webp"],
      // MT 5.4: at most 20 MB each; the narrower reading of the unit.
      sizeBytes: { min: 1, max: 20_000_000 },
      // MT 5.4 says "1080p"; live, a short side over 1080 fails the whole carousel (WILD).
      shortSidePixels: { min: null, max: 1080 },
      longSidePixels: { min: null, max: null },
      // PH, MT: 1 to 35.
      count: { min: 1, max: 35 },
    },
    // MT 5.4: no videos with photos.
    mixesKinds: false,
    text: textRules,
    limits: tiktokLimits,
    needs: {
      // LKW 1.2 (https only) and LKD 1.4 (localhost).
      publicCallbackUrl: appType === "web",
      // PH: photos have no FILE_UPLOAD.
      publicMediaUrl: ["image"],
      // WO 6.4: polling suffices.
      inboundWebhook: "optional",
    },
    scopes: tiktokScopes,
    // Section 4, table of endpoints.
    requiredScopes: { publish: ["video.publish"], draft: ["video.upload"] },
    identityScopes,
    refresh: "token",
    authorizationInputs: [],
  };
}

/** DP: a video's caption is TikTok's `title`. UP: drafts of videos ignore it. PH: photos have both. */
const textRules: readonly TextRule[] = [
  // DP 4.2: 2200 UTF-16 units.
  sent("publish", "video", "text", 2200),
  ignored("publish", "video", "title"),
  // UP 4.3: a supplied post_info is ignored (WILD).
  ignored("draft", "video", "text"),
  ignored("draft", "video", "title"),
  // PH 4.4: title 90, description 4000 UTF-16 units, in both modes.
  sent("publish", "image", "title", 90),
  sent("publish", "image", "text", 4000),
  sent("draft", "image", "title", 90),
  sent("draft", "image", "text", 4000),
];

function sent(
  mode: TextRule["mode"],
  media: TextRule["media"],
  field: TextRule["field"],
  maxLength: number,
): TextRule {
  return { mode, media, field, treatment: "sent", maxLength, unit: "utf16" };
}

function ignored(
  mode: TextRule["mode"],
  media: TextRule["media"],
  field: TextRule["field"],
): TextRule {
  return { mode, media, field, treatment: "ignored", maxLength: null, unit: "utf16" };
}
