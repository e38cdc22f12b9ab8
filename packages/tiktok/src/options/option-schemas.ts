import type { DeliveryMode, MediaKind } from "@upload-post/core/connector";
import { z } from "zod";
import {
  aiGeneratedField,
  allowCommentField,
  allowDuetField,
  allowStitchField,
  allPrivacyLevels,
  autoAddMusicField,
  brandContentField,
  brandOrganicField,
  coverIndexField,
  coverTimestampField,
  privacyLevelField,
} from "./option-fields";

/** Options of a video that is posted directly (DP 4.2). */
function publishVideoSchema(levels: readonly string[]) {
  return z.strictObject({
    privacy_level: privacyLevelField(levels),
    allow_comment: allowCommentField,
    allow_duet: allowDuetField,
    allow_stitch: allowStitchField,
    brand_organic: brandOrganicField,
    brand_content: brandContentField,
    ai_generated: aiGeneratedField,
    cover_timestamp_ms: coverTimestampField,
  });
}

/** Options of photos that are posted directly (PH 4.4): no duets, stitches or AI label. */
function publishPhotoSchema(levels: readonly string[]) {
  return z.strictObject({
    privacy_level: privacyLevelField(levels),
    allow_comment: allowCommentField,
    brand_organic: brandOrganicField,
    brand_content: brandContentField,
    auto_add_music: autoAddMusicField,
    cover_index: coverIndexField,
  });
}

/** UP 4.3: the owner decides everything in TikTok. */
const draftVideoSchema = z.strictObject({});

/** PH 4.4: of the settings, MEDIA_UPLOAD keeps the cover. */
const draftPhotoSchema = z.strictObject({ cover_index: coverIndexField });

/** The schema of one mode and kind, narrowed to the account's levels when it was asked. */
export function optionSchema(
  mode: DeliveryMode,
  media: MediaKind,
  levels: readonly string[] | null,
): z.ZodObject {
  const offered = levels === null || levels.length === 0 ? allPrivacyLevels : levels;
  if (mode === "draft") return media === "video" ? draftVideoSchema : draftPhotoSchema;
  return media === "video" ? publishVideoSchema(offered) : publishPhotoSchema(offered);
}
