import { countParts } from "@upload-post/core/connector-kit";
import { MediaRejectedError } from "@upload-post/core/errors";

/** How a video is declared at init and cut for the upload. */
export type ChunkPlan = { readonly chunkSizeBytes: number; readonly totalChunkCount: number };

/**
 * MT 5.1: a single chunk may have up to 64 MB. The unit is not defined; live, everything above
 * 64,000,000 bytes has been refused since August 2026 (PFM issue 327), so the decimal reading counts.
 */
const maxSingleChunkBytes = 64_000_000;

/** Lies between 5 MiB and 64 MB in both readings of the unit; the size of MT's own example. */
const chunkBytes = 10_000_000;

/** MT 5.1. */
const maxChunkCount = 1000;

/**
 * Cuts a video so that both readings of TikTok's megabytes are met: count = floor(size / chunk), the
 * last chunk takes the remainder and stays below two chunks (MT 5.1).
 *
 * @throws MediaRejectedError for an empty video.
 */
export function planChunks(sizeBytes: number): ChunkPlan {
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 1) {
    throw new MediaRejectedError({
      rule: "size",
      message: "The video is empty. Upload it again.",
    });
  }
  if (sizeBytes <= maxSingleChunkBytes) return { chunkSizeBytes: sizeBytes, totalChunkCount: 1 };
  // Beyond 10 GB, which TikTok does not take today, chunks would grow to keep the count.
  const chunkSizeBytes = Math.max(chunkBytes, Math.ceil(sizeBytes / maxChunkCount));
  const totalChunkCount = countParts({
    sizeBytes,
    partSizeBytes: chunkSizeBytes,
    remainder: "absorb",
  });
  return { chunkSizeBytes, totalChunkCount };
}
