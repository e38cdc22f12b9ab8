import { randomBytes } from "node:crypto";
import { randomId } from "../../access/random-id";
import { createOnce, type IdempotentCall } from "../../idempotency/create-once";
import { requireFreeSpace } from "../accounting/require-free-space";
import { bookStorage } from "../accounting/storage-account";
import { getMedia } from "../find-media";
import { requireSize } from "../ingest/declared-media";
import { insertMedia } from "../ingest/insert-media";
import type { MediaRow } from "../media";
import type { MediaDependencies } from "../media-dependencies";
import type { MediaType } from "../sniffing/media-type";
import { digestToken, UPLOAD_LINK_MS, UPLOADS_PATH, uploadTokenPlace } from "./upload-row";

/** A file that somebody without an API key will send. */
export type UploadToCreate = {
  readonly tenantId: string;
  /** The API key that makes the link. */
  readonly keyId: string;
  readonly route: IdempotentCall["route"];
  readonly key: IdempotentCall["key"];
  readonly sizeBytes: number;
  readonly type: MediaType;
  /** Lower-case hex. */
  readonly sha256: string | null;
};

/** A media that waits for its bytes, and the link that takes them. */
export type CreatedUpload = {
  readonly media: MediaRow;
  readonly uploadUrl: string;
  readonly isReplayed: boolean;
};

/**
 * Makes a one-time upload link and books the bytes of its file.
 *
 * @throws ApiError `payload_too_large`, `storage_full`, or of the Idempotency-Key.
 */
export async function createUpload(
  dependencies: MediaDependencies,
  upload: UploadToCreate,
): Promise<CreatedUpload> {
  const { configuration, database, now, sealedValues, storage } = dependencies;
  const { tenantId, keyId, sizeBytes, type, sha256 } = upload;
  requireSize(sizeBytes, configuration.mediaMaxBytes);
  const call = { ...upload, content: { sizeBytes, type, sha256 } };
  const created = await createOnce(dependencies, call, async (record) => {
    await requireFreeSpace(storage, sizeBytes);
    const id = randomId("med");
    const token = randomBytes(32).toString("base64url");
    const createdAt = now();
    const media = await database.kysely.transaction().execute(async (transaction) => {
      await bookStorage(transaction, tenantId, sizeBytes, configuration.mediaStorageBytes);
      const row = await insertMedia(transaction, {
        id,
        tenantId,
        keyId,
        status: "receiving",
        reservedBytes: sizeBytes,
        writer: null,
        expiresAt: new Date(createdAt.getTime() + UPLOAD_LINK_MS),
        createdAt,
      });
      await transaction
        .insertInto("media_uploads")
        .values({
          media_id: id,
          token_digest: digestToken(token),
          sealed_token: sealedValues.seal(uploadTokenPlace(tenantId, id), token),
          size_bytes: sizeBytes,
          type,
          sha256,
          offset_bytes: 0,
        })
        .execute();
      await record(transaction, id);
      return row;
    });
    return { media, token };
  });
  const { media, token } = created.replayed
    ? await findCreated(dependencies, tenantId, created.resourceId)
    : created.result;
  const uploadUrl = `${configuration.publicUrl}${UPLOADS_PATH}/${token}`;
  return { media, uploadUrl, isReplayed: created.replayed };
}

async function findCreated(
  { database, sealedValues }: MediaDependencies,
  tenantId: string,
  mediaId: string,
): Promise<{ readonly media: MediaRow; readonly token: string }> {
  const media = await getMedia({ database }, tenantId, mediaId);
  const { sealed_token } = await database.kysely
    .selectFrom("media_uploads")
    .select("sealed_token")
    .where("media_id", "=", mediaId)
    .executeTakeFirstOrThrow();
  return { media, token: sealedValues.open(uploadTokenPlace(tenantId, mediaId), sealed_token) };
}
