import type { RuleId } from "../rules/rule-matrix";
import type { JsonObject } from "../server/json-body";
import type { World } from "../world/world";
import { type ChunkPlan, parseFileSource } from "./file-source";
import { badInit, refuseUnknownFields } from "./init-fields";

/** Where a video comes from. */
export type VideoSource =
  | { readonly source: "FILE_UPLOAD"; readonly plan: ChunkPlan }
  | { readonly source: "PULL_FROM_URL"; readonly url: string };

const knownFields = ["source", "video_size", "chunk_size", "total_chunk_count", "video_url"];

/** Checks `source_info` of a video (DP, UP). @throws ApiRefusal 400. */
export function parseVideoSource(world: World, source: JsonObject): VideoSource {
  refuseUnknownFields(world, source, knownFields, "source_info");
  if (source.source === "FILE_UPLOAD") {
    return { source: "FILE_UPLOAD", plan: parseFileSource(world, source) };
  }
  if (source.source === "PULL_FROM_URL") {
    return {
      source: "PULL_FROM_URL",
      url: parseMediaUrl(world, source.video_url, "source.video_url"),
    };
  }
  throw badInit(world, "source.kind", "source_info");
}

/** An absolute http(s) URL; whether it may be pulled is decided by ownership. @throws ApiRefusal 400. */
export function parseMediaUrl(world: World, value: unknown, rule: RuleId): string {
  if (typeof value !== "string" || !URL.canParse(value) || !/^https?:/.test(value)) {
    throw badInit(world, rule, "source_info");
  }
  return value;
}
