import { randomUUID } from "node:crypto";
import { randomId } from "../../access/random-id";
import type { KeepClaim, RecordCreation } from "../../idempotency/create-once";
import { requireFreeSpace } from "../accounting/require-free-space";
import { requireUploadSlot } from "../accounting/require-upload-slot";
import { continueReservation, firstReservation } from "../accounting/reservation";
import { bookStorage } from "../accounting/storage-account";
import type { MediaRow } from "../media";
import type { MediaDependencies } from "../media-dependencies";
import { toSenderError } from "../media-gone";
import { abandonMedia } from "./abandon-media";
import { commitMedia } from "./commit-media";
import { type DeclaredMedia, requireAcceptable } from "./declared-media";
import { examineFile } from "./examine-file";
import type { IncomingBody } from "./incoming-body";
import { FIRST_EPOCH, insertMedia } from "./insert-media";
import { receiveBody } from "./receive-body";
import { keepWriterLease, writerUntil } from "./writer-lease";

/** One file in one request. */
export type MediaToCreate = {
  readonly tenantId: string;
  /** The API key that sends it. */
  readonly keyId: string;
  readonly declared: DeclaredMedia;
  /** Most that the body can bring, when that is known although the file's own size is not. */
  readonly atMostBytes: number | null;
  readonly body: IncomingBody;
  /** Remembers the call, in the transaction that makes the media ready. */
  readonly record: RecordCreation;
  /** Keeps the caller's claim on the call alive while the body arrives. */
  readonly keep: KeepClaim;
};

/**
 * Takes in one file: books its bytes, receives them, examines them. Either all of it succeeds, or
 * nothing is left of it.
 *
 * @throws ApiError for every fault of the sender, and `storage_full`.
 */
export async function createMedia(
  dependencies: MediaDependencies,
  { tenantId, keyId, declared, atMostBytes, body, record, keep }: MediaToCreate,
): Promise<MediaRow> {
  const { configuration, database, now, storage } = dependencies;
  const { mediaMaxBytes, mediaStorageBytes } = configuration;
  requireAcceptable(declared, mediaMaxBytes);
  const knownBytes = declared.sizeBytes ?? atMostBytes;
  const reservedBytes = firstReservation(
    knownBytes === null ? null : Math.min(knownBytes, mediaMaxBytes),
    mediaMaxBytes,
  );
  await requireFreeSpace(storage, reservedBytes);

  const claim = { mediaId: randomId("med"), writer: randomUUID() };
  const { mediaId, writer } = claim;
  await database.kysely.transaction().execute(async (transaction) => {
    await requireUploadSlot(dependencies, transaction, keyId);
    await bookStorage(transaction, tenantId, reservedBytes, mediaStorageBytes);
    const until = writerUntil(now());
    await insertMedia(transaction, {
      id: mediaId,
      tenantId,
      keyId,
      status: "receiving",
      reservedBytes,
      writer: { id: writer, until },
      expiresAt: until,
      createdAt: now(),
    });
  });
  const lease = keepWriterLease(dependencies, claim, keep);
  try {
    const version = { id: mediaId, epoch: FIRST_EPOCH };
    const reservation = continueReservation(dependencies, mediaId, reservedBytes);
    const { signal } = lease;
    const written = await receiveBody(dependencies, {
      version,
      body,
      declared,
      reservation,
      signal,
    });
    const file = await examineFile(dependencies, { version, ...written }, declared);
    return await commitMedia(dependencies, {
      ...claim,
      file,
      onCommit: (transaction) => record(transaction, mediaId),
    });
  } catch (error) {
    await abandonMedia(dependencies, claim);
    throw toSenderError(error);
  } finally {
    lease.stop();
  }
}
