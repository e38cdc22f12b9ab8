import type { MediaDependencies } from "../media-dependencies";
import { mediaGone } from "../media-gone";
import { lockMedia } from "../remove-media";
import { requireFreeSpace } from "./require-free-space";
import { bookStorage } from "./storage-account";

/** Bytes of the store that are booked for a media while its body arrives. */
export type Reservation = {
  /**
   * Makes sure that the first `totalBytes` are booked. To be awaited before they are written.
   *
   * @throws ApiError `storage_full`
   */
  readonly cover: (totalBytes: number) => Promise<void>;
};

/** A body of unknown length books so much at a time. */
const RESERVATION_STEP_BYTES = 64 * 1024 * 1024;

/** What is booked beforehand for a body: all of it, or the first step. */
export function firstReservation(sizeBytes: number | null, maxBytes: number): number {
  return sizeBytes ?? Math.min(RESERVATION_STEP_BYTES, maxBytes);
}

/** Goes on with what is booked for a media already. */
export function continueReservation(
  { configuration, database, storage }: MediaDependencies,
  mediaId: string,
  bookedBytes: number,
): Reservation {
  const { mediaMaxBytes, mediaStorageBytes } = configuration;
  let booked = bookedBytes;
  return {
    async cover(totalBytes) {
      if (totalBytes <= booked) return;
      const wanted = Math.min(Math.max(totalBytes, booked + RESERVATION_STEP_BYTES), mediaMaxBytes);
      const more = Math.max(wanted, totalBytes) - booked;
      await requireFreeSpace(storage, more);
      await database.kysely.transaction().execute(async (transaction) => {
        // The media's row before the account, as everybody does who frees bytes.
        const row = await lockMedia(transaction, mediaId);
        if (row?.status !== "receiving" && row?.status !== "fetching") throw mediaGone();
        await bookStorage(transaction, row.tenant_id, more, mediaStorageBytes);
        await transaction
          .updateTable("media")
          .set({ reserved_bytes: booked + more })
          .where("id", "=", mediaId)
          .execute();
      });
      booked += more;
    },
  };
}
