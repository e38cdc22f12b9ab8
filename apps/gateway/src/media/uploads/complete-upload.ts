import { ApiError } from "../../http/api-error";
import { commitMedia } from "../ingest/commit-media";
import { examineFile } from "../ingest/examine-file";
import type { MediaRow } from "../media";
import type { MediaDependencies } from "../media-dependencies";
import type { FileVersion } from "../storage/media-storage";
import type { UploadClaim } from "./claim-upload";
import type { Upload } from "./upload-row";

/**
 * Makes a whole upload ready. What does not pass is dropped; what could not be judged is kept.
 *
 * @throws ApiError `digest_mismatch`, `media_type_mismatch` or `media_unreadable`.
 */
export async function completeUpload(
  dependencies: MediaDependencies,
  { mediaId, writer, epoch }: UploadClaim,
  { upload, sha256 }: { readonly upload: Upload; readonly sha256: string | null },
): Promise<MediaRow> {
  const { storage } = dependencies;
  const { sizeBytes } = upload;
  const onCommit = async () => {};
  const version = { id: mediaId, epoch };
  try {
    await storage.finish(version);
    const declared = {
      type: { claim: "known", type: upload.type },
      sizeBytes,
      sha256: upload.sha256,
    } as const;
    const file = await examineFile(dependencies, { version, sizeBytes, sha256 }, declared);
    const media = await commitMedia(dependencies, { mediaId, writer, file, onCommit });
    await dropEarlier(dependencies, version);
    return media;
  } catch (error) {
    if (isVerdict(error)) await storage.removeBefore({ id: mediaId, epoch: epoch + 1 });
    throw error;
  }
}

/** What the writers before left and nobody needs; when that fails, the sweeper does it. */
async function dropEarlier(
  { logger, storage }: MediaDependencies,
  version: FileVersion,
): Promise<void> {
  try {
    await storage.removeBefore(version);
  } catch (error) {
    logger.warn(
      { error, mediaId: version.id },
      "earlier versions of an upload could not be removed",
    );
  }
}

/** The file itself was refused, as opposed to a store or a database that failed meanwhile. */
export function isVerdict(error: unknown): boolean {
  return error instanceof ApiError;
}
