import type { DatabaseTransaction } from "../../database/gateway-database";
import { markPoint } from "../../operations/mark-point";
import { releaseStorage } from "../accounting/storage-account";
import { type MediaRow, UNUSED_MEDIA_MS } from "../media";
import type { MediaDependencies } from "../media-dependencies";
import { mediaGone } from "../media-gone";
import { lockMedia } from "../remove-media";
import type { ExaminedFile } from "./examine-file";

/** Whose bytes become ready, and what else is written in the same transaction. */
export type MediaToCommit = {
  readonly mediaId: string;
  readonly writer: string;
  readonly file: ExaminedFile;
  readonly onCommit: (transaction: DatabaseTransaction) => Promise<void>;
};

/**
 * Makes a media ready, in one transaction with whatever remembers the call.
 *
 * @throws ApiError `not_found` when it was deleted meanwhile, or another writer has it.
 */
export async function commitMedia(
  { database, now, telemetry }: Pick<MediaDependencies, "database" | "now" | "telemetry">,
  { mediaId, writer, file, onCommit }: MediaToCommit,
): Promise<MediaRow> {
  markPoint("media.received");
  const committed = await database.kysely.transaction().execute(async (transaction) => {
    const row = await lockMedia(transaction, mediaId);
    if (row?.writer !== writer) throw mediaGone();
    const unusedBytes = Number(row.reserved_bytes) - file.sizeBytes;
    await releaseStorage(transaction, row.tenant_id, unusedBytes);
    const ready = await transaction
      .updateTable("media")
      .set({
        status: "ready",
        reserved_bytes: file.sizeBytes,
        size_bytes: file.sizeBytes,
        sha256: file.sha256,
        type: file.type,
        facts: JSON.stringify(file.facts),
        writer: null,
        writer_until: null,
        expires_at: new Date(now().getTime() + UNUSED_MEDIA_MS),
      })
      .where("id", "=", mediaId)
      .returningAll()
      .executeTakeFirstOrThrow();
    await transaction.deleteFrom("media_fetches").where("media_id", "=", mediaId).execute();
    await onCommit(transaction);
    return ready;
  });
  markPoint("media.stored");
  telemetry.metrics.mediaBytes.inc(file.sizeBytes);
  return committed;
}
