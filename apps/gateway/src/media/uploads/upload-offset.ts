import type { MediaDependencies } from "../media-dependencies";
import type { Upload } from "./upload-row";

/**
 * From where a sender goes on: the smaller of what was written down and what the store really holds,
 * which differ after a crash of the one or the other.
 */
export async function uploadOffset(
  { now, storage }: Pick<MediaDependencies, "now" | "storage">,
  { media, sizeBytes, offsetBytes }: Upload,
): Promise<number> {
  if (media.status === "ready") return sizeBytes;
  const isBeingWritten = media.writer_until !== null && media.writer_until > now();
  if (isBeingWritten || offsetBytes === 0) return offsetBytes;
  return Math.min(offsetBytes, await storage.partBytes(media.id));
}
