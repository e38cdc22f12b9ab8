/** How a media was cut, for reading what TikTok says it holds. */
export type ChunkBoundaries = { readonly totalBytes: number; readonly chunkSizeBytes: number };

/**
 * Reads TikTok's figure for "bytes uploaded", which its pages call a count but which may be the index
 * of the last byte (MT 5.2, unconfirmed): whichever of `figure` and `figure + 1` is where a chunk ends.
 *
 * Anything else lies inside a chunk: the chunk has to be sent again, so its beginning is answered.
 */
export function snapToBoundary(figure: number, boundaries: ChunkBoundaries): number {
  const { totalBytes, chunkSizeBytes } = boundaries;
  for (const candidate of [figure, figure + 1]) {
    if (isBoundary(candidate, boundaries)) return candidate;
  }
  if (figure >= totalBytes) return totalBytes;
  const wholeChunks = Math.min(Math.floor(figure / chunkSizeBytes), lastChunkIndex(boundaries));
  return wholeChunks * chunkSizeBytes;
}

function isBoundary(bytes: number, boundaries: ChunkBoundaries): boolean {
  if (bytes === boundaries.totalBytes) return true;
  const index = bytes / boundaries.chunkSizeBytes;
  return Number.isInteger(index) && index >= 0 && index <= lastChunkIndex(boundaries);
}

function lastChunkIndex({ totalBytes, chunkSizeBytes }: ChunkBoundaries): number {
  return Math.max(Math.floor(totalBytes / chunkSizeBytes) - 1, 0);
}
