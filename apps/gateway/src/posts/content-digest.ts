import { createHash } from "node:crypto";
import { canonicalJson } from "../idempotency/canonical-json";

/**
 * What a repetition is recognised by: the same media and the same words. Options are left out: the
 * same video with another visibility is still the same video.
 */
export function contentDigest(content: {
  readonly media: readonly { readonly sha256: string }[];
  readonly title: string | null;
  readonly text: string | null;
}): string {
  const parts = [
    content.media.map(({ sha256 }) => sha256),
    content.title ?? "",
    content.text ?? "",
  ];
  return createHash("sha256").update(canonicalJson(parts)).digest("hex");
}
