import { randomUUID } from "node:crypto";
import type { DatabaseTransaction } from "../../database/gateway-database";
import { ApiError } from "../../http/api-error";
import { requireUploadSlot } from "../accounting/require-upload-slot";
import { keepWriterLease, type WriterLease, writerUntil } from "../ingest/writer-lease";
import type { MediaDependencies } from "../media-dependencies";
import { lockMedia } from "../remove-media";
import { linkGone } from "./link-gone";
import { uploadOffset } from "./upload-offset";
import type { Upload } from "./upload-row";

/** One request's right to write the bytes of an upload. */
export type UploadClaim = WriterLease & {
  readonly mediaId: string;
  readonly writer: string;
  /** Under which this request's bytes lie on the store. */
  readonly epoch: number;
  /** The epoch of the writer before, if that one has said that it ended. */
  readonly releasedEpoch: number | null;
  /** Writes down how many bytes are kept for good. */
  readonly keepOffset: (offsetBytes: number) => void;
};

/**
 * Lets one request at a time write an upload.
 *
 * @param offsetBytes From where the request goes on; `null`: it begins anew.
 * @throws ApiError `upload_locked`, `offset_mismatch` or `link_expired`.
 */
export async function claimUpload(
  dependencies: MediaDependencies,
  upload: Upload,
  offsetBytes: number | null,
): Promise<UploadClaim> {
  const { database, now } = dependencies;
  const { id: mediaId } = upload.media;
  const writer = randomUUID();
  const told = offsetBytes === null ? null : await uploadOffset(dependencies, upload);
  // After a crash the store may hold less than is written down, and then that is what the sender was told.
  const isTold = (epoch: number) => offsetBytes === told && epoch === upload.media.epoch;
  const before = await database.kysely.transaction().execute(async (transaction) => {
    const row = await lockMedia(transaction, mediaId);
    if (row?.status !== "receiving") throw linkGone();
    if (row.writer_until !== null && row.writer_until > now()) throw uploadLocked();
    await requireUploadSlot(dependencies, transaction, row.key_id);
    if (offsetBytes === null) await setOffset(transaction, mediaId, 0);
    else if (!isTold(row.epoch)) await requireOffset(transaction, mediaId, offsetBytes);
    await transaction
      .updateTable("media")
      .set({ writer, writer_until: writerUntil(now()), epoch: row.epoch + 1 })
      .where("id", "=", mediaId)
      .execute();
    return row;
  });
  const claim = {
    mediaId,
    writer,
    epoch: before.epoch + 1,
    releasedEpoch: before.writer === null ? before.epoch : null,
  };
  let kept = offsetBytes ?? 0;
  const lease = keepWriterLease(dependencies, claim, (transaction) =>
    setOffset(transaction, mediaId, kept),
  );
  return {
    ...claim,
    ...lease,
    keepOffset: (offset) => {
      kept = offset;
    },
  };
}

/**
 * Gives the right to write back, with what is kept of the upload.
 *
 * @returns false when another request has taken it meanwhile, so that nothing is kept.
 */
export async function releaseUpload(
  { database }: Pick<MediaDependencies, "database">,
  { mediaId, writer }: UploadClaim,
  offsetBytes: number,
): Promise<boolean> {
  return await database.kysely.transaction().execute(async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable("media")
      .set({ writer: null, writer_until: null })
      .where("id", "=", mediaId)
      .where("writer", "=", writer)
      .executeTakeFirst();
    if (numUpdatedRows !== 1n) return false;
    await setOffset(transaction, mediaId, offsetBytes);
    return true;
  });
}

/** False when another request has taken the right to write meanwhile. */
export async function holdsUpload(
  { database }: Pick<MediaDependencies, "database">,
  { mediaId, writer }: UploadClaim,
): Promise<boolean> {
  const row = await database.kysely
    .selectFrom("media")
    .select("writer")
    .where("id", "=", mediaId)
    .executeTakeFirst();
  return row?.writer === writer;
}

async function requireOffset(
  transaction: DatabaseTransaction,
  mediaId: string,
  offsetBytes: number,
): Promise<void> {
  const { offset_bytes } = await transaction
    .selectFrom("media_uploads")
    .select("offset_bytes")
    .where("media_id", "=", mediaId)
    .executeTakeFirstOrThrow();
  if (Number(offset_bytes) !== offsetBytes) throw offsetMismatch();
}

async function setOffset(
  transaction: DatabaseTransaction,
  mediaId: string,
  offsetBytes: number,
): Promise<void> {
  await transaction
    .updateTable("media_uploads")
    .set({ offset_bytes: offsetBytes })
    .where("media_id", "=", mediaId)
    .execute();
}

/** The refusal of bytes that do not follow those that are kept. */
export function offsetMismatch(): ApiError {
  return new ApiError("offset_mismatch", {
    detail: "The upload is at another offset. Ask for it with HEAD, and go on from there.",
  });
}

/** The refusal of a request while another one writes. */
export function uploadLocked(): ApiError {
  return new ApiError("upload_locked", {
    detail:
      "Another request is writing to this upload, or broke off a moment ago. Wait a minute at most, ask for the offset with HEAD, and go on from there.",
    retryAfterSeconds: 5,
  });
}
