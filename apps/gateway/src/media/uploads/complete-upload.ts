import { ApiError } from "../../http/api-error";
import { commitMedia } from "../ingest/commit-media";
import { examineFile } from "../ingest/examine-file";
import type { MediaRow } from "../media";
import type { MediaDependencies } from "../media-dependencies";
import type { FileVersion } from "../storage/media-storage";
import { holdsUpload, type UploadClaim } from "./claim-upload";
import type { Upload } from "./upload-row";

/** All bytes of an upload, on the store. */
export type WholeUpload = {
  readonly upload: Upload;
  /** Lower-case hex; `null` when it came in pieces. */
  readonly sha256: string | null;
  /** Called when the file is refused, so that its bytes are not kept. */
  readonly onRefused: () => void;
};

/**
 * Makes a whole upload ready. What does not pass is dropped; what could not be judged is kept.
 *
 * @throws ApiError `digest_mismatch`, `media_type_mismatch` or `media_unreadable`.
 */
export async function completeUpload(
  dependencies: MediaDependencies,
  claim: UploadClaim,
  { upload, sha256, onRefused }: WholeUpload,
): Promise<MediaRow> {
  const { storage } = dependencies;
  const { mediaId, writer, epoch } = claim;
  const { sizeBytes } = upload;
  const version = { id: mediaId, epoch };
  const declared = {
    type: { claim: "known", type: upload.type },
    sizeBytes,
    sha256: upload.sha256,
  } as const;
  await storage.finish(version);
  const file = await examineFile(dependencies, { version, sizeBytes, sha256 }, declared).catch(
    async (error: unknown) => {
      if (error instanceof ApiError) {
        onRefused();
        await dropRefused(dependencies, claim);
      }
      throw error;
    },
  );
  const onCommit = async () => {};
  const media = await commitMedia(dependencies, { mediaId, writer, file, onCommit });
  await dropEarlier(dependencies, version);
  return media;
}

/** A writer that was replaced leaves the bytes to its successor, which may not have taken them over yet. */
async function dropRefused(dependencies: MediaDependencies, claim: UploadClaim): Promise<void> {
  if (!(await holdsUpload(dependencies, claim))) return;
  await dependencies.storage.removeBefore({ id: claim.mediaId, epoch: claim.epoch + 1 });
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
