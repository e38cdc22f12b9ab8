import { writerUntil } from "../ingest/writer-lease";
import type { MediaDependencies } from "../media-dependencies";
import { lockMedia } from "../remove-media";
import { sourcePlace } from "./source-place";

/** One worker's hold on a media that is to be fetched. */
export type FetchClaim = {
  readonly mediaId: string;
  readonly writer: string;
  /** Under which its bytes lie on the store. */
  readonly epoch: number;
  readonly url: string;
  /** Counted with this one. */
  readonly attempts: number;
  /** What an earlier attempt has booked. */
  readonly reservedBytes: number;
};

/** Takes a media that is due; `null` when there is nothing to do, or another worker has it. */
export async function claimFetch(
  { database, now, sealedValues }: MediaDependencies,
  mediaId: string,
  writer: string,
): Promise<FetchClaim | null> {
  return await database.kysely.transaction().execute(async (transaction) => {
    const row = await lockMedia(transaction, mediaId);
    const isHeld = row?.writer_until != null && row.writer_until > now();
    if (row?.status !== "fetching" || isHeld) return null;
    const errand = await transaction
      .updateTable("media_fetches")
      .set((update) => ({ attempts: update("attempts", "+", 1) }))
      .where("media_id", "=", mediaId)
      .where("due_at", "<=", now())
      .returningAll()
      .executeTakeFirst();
    if (errand === undefined) return null;
    await transaction
      .updateTable("media")
      .set({ writer, writer_until: writerUntil(now()), epoch: row.epoch + 1 })
      .where("id", "=", mediaId)
      .execute();
    return {
      mediaId,
      writer,
      epoch: row.epoch + 1,
      url: sealedValues.open(sourcePlace(row.tenant_id, mediaId), errand.sealed_url),
      attempts: errand.attempts,
      reservedBytes: Number(row.reserved_bytes),
    };
  });
}
