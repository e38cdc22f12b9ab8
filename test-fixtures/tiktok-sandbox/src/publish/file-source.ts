import type { RuleId } from "../rules/rule-matrix";
import { invalidParamCode, type JsonObject } from "../server/json-body";
import { ApiRefusal } from "../server/refusals";
import type { World } from "../world/world";
import { badInit, positiveInteger } from "./init-fields";

/** How a file will arrive. */
export interface ChunkPlan {
  readonly videoSize: number;
  readonly chunkSize: number;
  readonly totalChunkCount: number;
}

/** Limits of a chunk in bytes. */
export interface ChunkLimits {
  readonly smallest: number;
  readonly largest: number;
}

const DECIMAL = 1_000_000;
const BINARY = 1_048_576;

/**
 * MT: chunks of 5 to 64 MB, a final one up to 128 MB. MB is undefined there; since August 2026
 * files just under 64 MiB were refused as one chunk, so `strict` takes the tighter end each time.
 */
function chunkLimits(megabyte: "strict" | "decimal" | "binary"): ChunkLimits {
  const lower = megabyte === "decimal" ? DECIMAL : BINARY;
  const upper = megabyte === "binary" ? BINARY : DECIMAL;
  return { smallest: 5 * lower, largest: 64 * upper };
}

// MT: between 1 and 1000 chunks.
const MAX_CHUNKS = 1000;

/**
 * Checks the sizes of a FILE_UPLOAD (MT, reference 10.4).
 * @throws ApiRefusal 400 with the live texts "The chunk size is invalid" and "The total chunk count is invalid".
 */
export function parseFileSource(world: World, source: JsonObject): ChunkPlan {
  const videoSize = positiveInteger(source.video_size);
  const chunkSize = positiveInteger(source.chunk_size);
  const totalChunkCount = positiveInteger(source.total_chunk_count);
  if (videoSize === null || chunkSize === null || totalChunkCount === null) {
    throw badInit(world, "source.positive_integers", "source_info");
  }
  if (videoSize > world.switches.maxVideoBytes) {
    throw badInit(world, "source.video_4gb", "source_info");
  }
  const limits = chunkLimits(world.switches.megabyte);
  const wrongSize = (rule: RuleId) => refusal(world, rule, "The chunk size is invalid");
  const wrongCount = (rule: RuleId) => refusal(world, rule, "The total chunk count is invalid");
  if (chunkSize > limits.largest) throw wrongSize("source.chunk_at_most_64mb");
  if (chunkSize < limits.smallest && chunkSize !== videoSize) {
    throw wrongSize("source.chunk_at_least_5mb");
  }
  if (chunkSize > videoSize) throw wrongSize("source.chunk_within_file");
  if (totalChunkCount > MAX_CHUNKS) throw wrongCount("source.count_at_most_1000");
  if (totalChunkCount !== Math.floor(videoSize / chunkSize)) throw wrongCount("source.count_floor");
  if (totalChunkCount === 1 && chunkSize !== videoSize)
    throw wrongSize("source.single_chunk_whole");
  // The final chunk is smaller than two chunks by now, so MT's 128 MB for it cannot be exceeded.
  return { videoSize, chunkSize, totalChunkCount };
}

function refusal(world: World, rule: RuleId, message: string): ApiRefusal {
  return new ApiRefusal(rule, 400, invalidParamCode(world), message);
}
