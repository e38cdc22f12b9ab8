import { createBodyPace } from "../ingest/body-pace";
import { requireDeclaredSize, requireDigest, requireType } from "../ingest/declared-media";
import { guardBody } from "../ingest/guard-body";
import type { IncomingBody } from "../ingest/incoming-body";
import { type WrittenBody, writeBody } from "../ingest/write-body";
import type { MediaRow } from "../media";
import type { MediaDependencies } from "../media-dependencies";
import { toSenderError } from "../media-gone";
import { SNIFFED_BYTES } from "../sniffing/sniff-media-type";
import { type MediaWriter, PartTooShortError } from "../storage/media-storage";
import {
  claimUpload,
  offsetMismatch,
  releaseUpload,
  type UploadClaim,
  uploadLocked,
} from "./claim-upload";
import { completeUpload } from "./complete-upload";
import type { Upload } from "./upload-row";

/** One request with bytes of an upload. */
export type UploadPiece = {
  readonly upload: Upload;
  readonly offsetBytes: number;
  readonly body: IncomingBody;
  /** Hex SHA-256 of this piece, if the sender says it. */
  readonly sha256: string | null;
  /** The sender goes on where it was broken off; otherwise every piece is the whole file. */
  readonly isResumable: boolean;
};

/** How far an upload is after a piece. */
export type UploadProgress = {
  readonly offsetBytes: number;
  /** The media, when this was the last piece. */
  readonly media: MediaRow | null;
};

/**
 * Adds a piece to an upload; with the last one the file is examined and becomes ready. A file that does
 * not pass is dropped, and its link takes the bytes again from the beginning.
 *
 * @throws ApiError for every fault of the sender.
 */
export async function appendToUpload(
  dependencies: MediaDependencies,
  piece: UploadPiece,
): Promise<UploadProgress> {
  const { upload, offsetBytes, isResumable } = piece;
  const claim = await claimUpload(dependencies, upload, isResumable ? offsetBytes : null);
  let kept = offsetBytes;
  // The last byte is kept by the commit alone: an upload that broke off before it must not look whole.
  const keep = (offset: number) => {
    kept = Math.min(offset, upload.sizeBytes - 1);
    claim.keepOffset(kept);
  };
  const release = async () => {
    claim.stop();
    return await releaseUpload(dependencies, claim, isResumable ? kept : 0);
  };
  let progress: UploadProgress;
  try {
    const written = await writePiece(dependencies, claim, piece, keep);
    const end = offsetBytes + written.sizeBytes;
    if (end < upload.sizeBytes && !isResumable) requireDeclaredSize(end, upload.sizeBytes);
    const sha256 = offsetBytes === 0 ? written.sha256 : null;
    const isWhole = end === upload.sizeBytes;
    const onRefused = () => keep(0);
    const media = isWhole
      ? await completeUpload(dependencies, claim, { upload, sha256, onRefused })
      : null;
    progress = { offsetBytes: end, media };
  } catch (error) {
    if (error instanceof PartTooShortError) keep(error.heldBytes);
    await release();
    throw error instanceof PartTooShortError ? offsetMismatch() : toSenderError(error);
  }
  // Bytes of a writer that another one has replaced meanwhile are not kept, and must not be acknowledged.
  const isKept = await release();
  if (progress.media === null && !isKept) throw uploadLocked();
  return progress;
}

/** Writes a piece behind what there is; tells how much is kept as it grows. */
async function writePiece(
  dependencies: MediaDependencies,
  claim: UploadClaim,
  piece: UploadPiece,
  onKept: (offsetBytes: number) => void,
): Promise<WrittenBody> {
  const { every, now } = dependencies;
  const { upload, offsetBytes, body, sha256 } = piece;
  // A piece with a digest is kept as a whole or not at all.
  const keepsBrokenBody = piece.isResumable && sha256 === null;
  const writer = await openWriter(dependencies, claim, offsetBytes);
  let isRefused = false;
  try {
    const written = await writeBody({
      body: guardBody(body, { pace: createBodyPace(now), every, signal: claim.signal }),
      writer,
      keepsBrokenBody,
      onWritten: () => {
        if (keepsBrokenBody && !isRefused) onKept(writer.storedBytes());
      },
      headBytes: SNIFFED_BYTES,
      inspectHead: (head) => {
        const isWhole = head.byteLength === SNIFFED_BYTES || head.byteLength === upload.sizeBytes;
        if (offsetBytes > 0 || !isWhole) return;
        isRefused = true;
        requireType(head, { claim: "known", type: upload.type });
        isRefused = false;
      },
      accept: async (pieceBytes) => {
        const total = offsetBytes + pieceBytes;
        if (total > upload.sizeBytes) requireDeclaredSize(total, upload.sizeBytes);
      },
    });
    if (sha256 !== null) requireDigest(written.sha256, sha256);
    await writer.flush();
    onKept(offsetBytes + written.sizeBytes);
    return written;
  } catch (error) {
    if (keepsBrokenBody && !isRefused) {
      // Why the body ended is what matters; what cannot be stored is sent again.
      await writer.flush().catch(() => {});
      onKept(writer.storedBytes());
    }
    throw error;
  } finally {
    await writer.close();
  }
}

async function openWriter(
  { storage }: MediaDependencies,
  { mediaId, epoch, releasedEpoch }: UploadClaim,
  offsetBytes: number,
): Promise<MediaWriter> {
  const version = { id: mediaId, epoch };
  if (offsetBytes > 0) {
    return await storage.continuePart(version, { offsetBytes, releasedEpoch });
  }
  await storage.removeBefore(version);
  return await storage.createPart(version);
}
