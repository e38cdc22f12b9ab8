import type { JsonObject } from "../server/json-body";
import type { World } from "../world/world";
import { badInit, refuseUnknownFields } from "./init-fields";
import type { PostInfo, TaskKind } from "./publish-task";

// DP, 2026-08-24: a caption has at most 2200 UTF-16 units.
const VIDEO_TITLE_UNITS = 2200;
// PH: photo title 90, description 4000 UTF-16 units.
const PHOTO_TITLE_UNITS = 90;
const PHOTO_DESCRIPTION_UNITS = 4000;

const privacyLevels = [
  "PUBLIC_TO_EVERYONE",
  "MUTUAL_FOLLOW_FRIENDS",
  "FOLLOWER_OF_CREATOR",
  "SELF_ONLY",
];

const sharedFields = [
  "title",
  "privacy_level",
  "disable_comment",
  "brand_content_toggle",
  "brand_organic_toggle",
];
const videoFields = [
  ...sharedFields,
  "disable_duet",
  "disable_stitch",
  "video_cover_timestamp_ms",
  "is_aigc",
];
const photoFields = [...sharedFields, "description", "auto_add_music"];

/** What a draft of a video keeps: nothing; the owner decides in TikTok (UP). */
export const emptyPostInfo: PostInfo = {
  title: "",
  description: "",
  privacyLevel: "",
  disableComment: false,
  disableDuet: false,
  disableStitch: false,
  brandContent: false,
  brandOrganic: false,
  aiGenerated: false,
  autoAddMusic: false,
  coverTimestampMs: null,
  coverIndex: null,
};

/**
 * Checks `post_info` of a direct video, a direct photo post or a photo draft.
 * A missing privacy level passes here: it answers 403 further on (DP).
 * @throws ApiRefusal 400 for wrong types, unknown members, over-long texts, bad levels.
 */
export function parsePostInfo(world: World, info: JsonObject, kind: TaskKind): PostInfo {
  const photo = kind !== "video-direct";
  refuseUnknownFields(world, info, photo ? photoFields : videoFields, "post_info");
  const read = fieldReader(world, info);
  const title = read.text("title");
  if (title.length > (photo ? PHOTO_TITLE_UNITS : VIDEO_TITLE_UNITS)) {
    const rule = photo ? "photo.title_90" : "direct.title_2200";
    throw badInit(world, rule, "post_info");
  }
  const description = read.text("description");
  if (description.length > PHOTO_DESCRIPTION_UNITS) {
    throw badInit(world, "photo.description_4000", "post_info");
  }
  if (kind === "photo-inbox") {
    return { ...emptyPostInfo, title, description };
  }
  const privacyLevel = read.text("privacy_level");
  if (privacyLevel !== "" && !privacyLevels.includes(privacyLevel)) {
    throw badInit(world, "direct.privacy_level_enum", "post_info");
  }
  requireBrandToggles(world, info);
  return {
    title,
    description,
    privacyLevel,
    disableComment: read.flag("disable_comment"),
    disableDuet: read.flag("disable_duet"),
    disableStitch: read.flag("disable_stitch"),
    brandContent: read.flag("brand_content_toggle"),
    brandOrganic: read.flag("brand_organic_toggle"),
    aiGenerated: read.flag("is_aigc"),
    autoAddMusic: read.flag("auto_add_music"),
    coverTimestampMs: coverTimestamp(info),
    coverIndex: null,
  };
}

function requireBrandToggles(world: World, info: JsonObject): void {
  const both = "brand_content_toggle" in info && "brand_organic_toggle" in info;
  if (!both && world.switches.brandToggles === "required") {
    throw badInit(world, "direct.brand_toggles", "post_info");
  }
  const branded = info.brand_content_toggle === true && info.privacy_level === "SELF_ONLY";
  if (branded && world.switches.brandedPrivate === "refuse") {
    throw badInit(world, "direct.branded_not_private", "post_info");
  }
}

// An invalid timestamp is not refused: TikTok takes the first frame (DP).
function coverTimestamp(info: JsonObject): number | null {
  const value = info.video_cover_timestamp_ms;
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : null;
}

function fieldReader(world: World, info: JsonObject) {
  return {
    text(name: string): string {
      const value = info[name] ?? "";
      if (typeof value !== "string") {
        throw badInit(world, "init.field_types", "post_info");
      }
      return value;
    },
    flag(name: string): boolean {
      const value = info[name] ?? false;
      if (typeof value !== "boolean") {
        throw badInit(world, "init.field_types", "post_info");
      }
      return value;
    },
  };
}
