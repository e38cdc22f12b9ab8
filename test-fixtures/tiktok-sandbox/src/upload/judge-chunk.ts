import type { RuleId } from "../rules/rule-matrix";
import type { World } from "../world/world";
import type { ChunkHeaders } from "./chunk-headers";
import { isAcceptedChunk, nextRange, type UploadSession } from "./upload-session";

/** What is to become of a chunk: store it, take it as known, or refuse it. */
export type ChunkVerdict =
  | { readonly kind: "store" }
  | { readonly kind: "known" }
  | { readonly kind: "refuse"; readonly status: 416; readonly rule: RuleId };

/** Compares a chunk with the plan of the init and with what has arrived (MT: anything else is 416). */
export function judgeChunk(
  world: World,
  session: UploadSession,
  chunk: ChunkHeaders,
): ChunkVerdict {
  if (chunk.total !== session.plan.videoSize) {
    return { kind: "refuse", status: 416, rule: "upload.total_matches" };
  }
  const next = nextRange(session);
  if (next !== null && chunk.first === next.first) {
    return chunk.last === next.last
      ? { kind: "store" }
      : { kind: "refuse", status: 416, rule: "upload.chunk_as_planned" };
  }
  if (isAcceptedChunk(session, chunk)) {
    return world.switches.repeatedChunk === "accept"
      ? { kind: "known" }
      : { kind: "refuse", status: 416, rule: "upload.chunk_once" };
  }
  return { kind: "refuse", status: 416, rule: "upload.sequential" };
}
