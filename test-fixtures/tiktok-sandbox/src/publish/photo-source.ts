import type { JsonObject } from "../server/json-body";
import type { World } from "../world/world";
import { badInit, refuseUnknownFields } from "./init-fields";
import { parseMediaUrl } from "./video-source";

// PH: 1 to 35 images.
const MAX_PHOTOS = 35;

/** Checks `source_info` of a photo post: URLs only, there is no upload (PH). @throws ApiRefusal 400. */
export function parsePhotoSource(
  world: World,
  source: JsonObject,
): { urls: string[]; coverIndex: number } {
  refuseUnknownFields(
    world,
    source,
    ["source", "photo_images", "photo_cover_index"],
    "source_info",
  );
  if (source.source !== "PULL_FROM_URL") {
    throw badInit(world, "photo.pull_only", "source_info");
  }
  const images = source.photo_images;
  if (!Array.isArray(images) || images.length < 1 || images.length > MAX_PHOTOS) {
    throw badInit(world, "photo.count_1_to_35", "source_info");
  }
  const urls = images.map((image: unknown) => parseMediaUrl(world, image, "photo.image_urls"));
  const cover = source.photo_cover_index;
  if (typeof cover !== "number" || !Number.isInteger(cover) || cover < 0 || cover >= urls.length) {
    throw badInit(world, "photo.cover_index", "source_info");
  }
  return { urls, coverIndex: cover };
}
