import type { PostStatus } from "../status/post-status";
import { planChunks } from "./chunk-plan";
import { snapToBoundary } from "./snap-to-boundary";

/**
 * How far an upload is, by the status of its publish id.
 *
 * `ended` means that TikTok went on to something else than receiving: look at the status.
 */
export type UploadProgress =
  | { readonly kind: "missing"; readonly heldBytes: number }
  | { readonly kind: "all-held" }
  | { readonly kind: "not-told" }
  | { readonly kind: "ended" };

/** Reads the progress; a status that no page documents tells nothing. */
export function readUploadProgress(status: PostStatus, totalBytes: number): UploadProgress {
  switch (status.status) {
    case "PUBLISH_COMPLETE":
    case "SEND_TO_USER_INBOX":
    case "FAILED":
      return { kind: "ended" };
    case "PROCESSING_UPLOAD": {
      if (status.uploadedBytes === null) return { kind: "not-told" };
      const { chunkSizeBytes } = planChunks(totalBytes);
      const heldBytes = snapToBoundary(status.uploadedBytes, { totalBytes, chunkSizeBytes });
      return heldBytes === totalBytes ? { kind: "all-held" } : { kind: "missing", heldBytes };
    }
    default:
      return { kind: "not-told" };
  }
}
