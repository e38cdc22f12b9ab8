import { apiErrorRows } from "./api-error-rows";
import {
  authorizeAgain,
  type ErrorRow,
  rejectContent,
  rejectMedia,
  unavailable,
} from "./error-row";

/**
 * `fail_reason` of a post that TikTok took and then gave up (page ST; webhooks send the same as
 * `reason`). Each proves that nothing was published by this delivery.
 */
export const failReasonRows = {
  file_format_check_failed: rejectMedia(
    "file_format",
    "TikTok cannot read the file. Bring MP4, WebM or MOV with H.264, H.265, VP8 or VP9; for photos JPEG or WebP.",
  ),
  duration_check_failed: rejectMedia(
    "duration",
    "The video is longer or shorter than TikTok takes from this account. Bring a video of at most the account's maximum duration.",
  ),
  frame_rate_check_failed: rejectMedia(
    "frame_rate",
    "TikTok takes videos of 23 to 60 frames a second. Encode the video again within that range.",
  ),
  picture_size_check_failed: rejectMedia(
    "picture_size",
    "The picture is too large or too small: videos need 360 to 4096 pixels on both sides, photos at most 1080 on the short side. TikTok does not say which photo.",
  ),
  internal: unavailable("TikTok gave the post up because of a fault of its own. Post it again."),
  video_pull_failed: unavailable(
    "TikTok could not fetch the video from its address within an hour. Check that the address is public, then post again.",
  ),
  photo_pull_failed: unavailable(
    "TikTok could not fetch a photo from its address within an hour. Check that the media address is public, then post again.",
  ),
  publish_cancelled: rejectContent(
    null,
    "The post was cancelled at TikTok before it appeared. Post it again if it is still wanted.",
  ),
  auth_removed: authorizeAgain(
    "revoked",
    "The owner withdrew this app's access to the TikTok account while the post was made. The owner must connect the account again.",
  ),
  // The same caps as at init, found later.
  spam_risk_too_many_posts: apiErrorRows.spam_risk_too_many_posts,
  spam_risk_user_banned_from_posting: apiErrorRows.spam_risk_user_banned_from_posting,
  spam_risk_text: rejectContent(
    "/text",
    "TikTok judges the caption to be spam. Rewrite it before posting again.",
  ),
  spam_risk: rejectContent(
    null,
    "TikTok judges the post to be spam. Do not repeat it; post something else, or post from the TikTok app.",
  ),
} satisfies Readonly<Record<string, ErrorRow>>;
