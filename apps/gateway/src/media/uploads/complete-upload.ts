import { commitMedia } from "../ingest/commit-media";
import { examineFile } from "../ingest/examine-file";
import type { MediaRow } from "../media";
import type { MediaDependencies } from "../media-dependencies";
import type { UploadClaim } from "./claim-upload";
import type { Upload } from "./upload-row";

/**
 * Makes a whole upload ready. What does not pass is dropped.
 *
 * @throws ApiError `digest_mismatch`, `media_type_mismatch` or `media_unreadable`.
 */
export async function completeUpload(
  dependencies: MediaDependencies,
  { mediaId, writer }: UploadClaim,
  { upload, sha256 }: { readonly upload: Upload; readonly sha256: string | null },
): Promise<MediaRow> {
  const { storage } = dependencies;
  const { sizeBytes } = upload;
  try {
    await storage.finish(mediaId);
    const declared = {
      type: { claim: "known", type: upload.type },
      sizeBytes,
      sha256: upload.sha256,
    } as const;
    const file = await examineFile(dependencies, { id: mediaId, sizeBytes, sha256 }, declared);
    return await commitMedia(dependencies, { mediaId, writer, file, onCommit: async () => {} });
  } catch (error) {
    await storage.remove(mediaId);
    throw error;
  }
}
