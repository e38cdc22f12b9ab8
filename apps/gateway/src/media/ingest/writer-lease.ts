import type { DatabaseTransaction } from "../../database/gateway-database";
import type { MediaDependencies } from "../media-dependencies";
import { mediaGone } from "../media-gone";

/** How long a writer is believed to be alive without a sign of it. */
const LEASE_MS = 60_000;
const RENEW_EVERY_MS = 20_000;

/** Until when a writer that shows itself now is believed. */
export function writerUntil(now: Date): Date {
  return new Date(now.getTime() + LEASE_MS);
}

/** One process's right to write the bytes of one media. */
export type WriterLease = {
  /** Aborts when the media was deleted or another one writes it. */
  readonly signal: AbortSignal;
  /** Stops showing signs of life. */
  readonly stop: () => void;
};

/** What is done whenever the lease is renewed, in the same transaction. */
export type OnRenew = (transaction: DatabaseTransaction) => Promise<void>;

/** Shows signs of life of a writer, until it is stopped. */
export function keepWriterLease(
  { database, logger, now, every }: MediaDependencies,
  { mediaId, writer }: { readonly mediaId: string; readonly writer: string },
  onRenew: OnRenew,
): WriterLease {
  const lost = new AbortController();
  let isRenewing = false;
  const renew = async () => {
    isRenewing = true;
    try {
      await database.kysely.transaction().execute(async (transaction) => {
        const { numUpdatedRows } = await transaction
          .updateTable("media")
          .set({ writer_until: writerUntil(now()) })
          .where("id", "=", mediaId)
          .where("writer", "=", writer)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) lost.abort(mediaGone());
        else await onRenew(transaction);
      });
    } catch (error) {
      // The next tick tries again; a lease that ran out is noticed when the media is to become ready.
      logger.warn({ error, mediaId }, "the lease of an upload could not be renewed");
    } finally {
      isRenewing = false;
    }
  };
  const stop = every(RENEW_EVERY_MS, () => {
    if (!isRenewing) void renew();
  });
  return { signal: lost.signal, stop };
}
