import { createBodyPace } from "../ingest/body-pace";
import { requireDeclaredSize, requireDigest, requireType } from "../ingest/declared-media";
import { guardBody } from "../ingest/guard-body";
import type { IncomingBody } from "../ingest/incoming-body";
import { type WrittenBody, writeBody } from "../ingest/write-body";
import type { MediaRow } from "../media";
import type { MediaDependencies } from "../media-dependencies";
import { toSenderError } from "../media-gone";
import { SNIFFED_BYTES } from "../sniffing/sniff-media-type";
import { claimUpload, releaseUpload, type UploadClaim } from "./claim-upload";
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
  try {
    const written = await writePiece(dependencies, claim, piece, (offset) => {
      kept = offset;
      claim.keepOffset(offset);
    });
    const end = offsetBytes + written.sizeBytes;
    if (end < upload.sizeBytes) {
      if (!isResumable) requireDeclaredSize(end, upload.sizeBytes);
      return { offsetBytes: end, media: null };
    }
    kept = 0;
    const sha256 = offsetBytes === 0 ? written.sha256 : null;
    return {
      offsetBytes: end,
      media: await completeUpload(dependencies, claim, { upload, sha256 }),
    };
  } catch (error) {
    throw toSenderError(error);
  } finally {
    claim.stop();
    await releaseUpload(dependencies, claim, isResumable ? kept : 0);
  }
}

/** Writes a piece behind what there is; tells how much is kept as it grows. */
async function writePiece(
  { every, now, storage }: MediaDependencies,
  { mediaId, signal }: UploadClaim,
  { upload, offsetBytes, body, sha256, isResumable }: UploadPiece,
  onKept: (offsetBytes: number) => void,
): Promise<WrittenBody> {
  if (offsetBytes === 0) {
    await storage.remove(mediaId);
    await storage.createPart(mediaId);
  }
  const writer = await storage.openPart(mediaId, offsetBytes);
  // A piece with a digest is kept as a whole or not at all.
  const keepsBrokenBody = isResumable && sha256 === null;
  let isRefused = false;
  try {
    const written = await writeBody({
      body: guardBody(body, { pace: createBodyPace(now), every, signal }),
      writer,
      keepsBrokenBody,
      onWritten: (pieceBytes) => {
        if (keepsBrokenBody && !isRefused) onKept(offsetBytes + pieceBytes);
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
    onKept(offsetBytes + written.sizeBytes);
    return written;
  } finally {
    await writer.close();
  }
}
