import type { DatabaseTransaction } from "../database/gateway-database";
import { unknownReference } from "../http/api-error";
import { UNUSED_MEDIA_MS } from "./media";
import type { MediaDependencies } from "./media-dependencies";

/**
 * Makes sure, in the transaction that creates or revives deliveries, that their media are there and stay:
 * the rows are held until it ends, and whoever removes media asks afterwards which are in use.
 *
 * @throws ApiError `unknown_reference` for a media that was removed meanwhile.
 */
export async function holdMedia(
  { now }: Pick<MediaDependencies, "now">,
  transaction: DatabaseTransaction,
  mediaIds: readonly string[],
): Promise<void> {
  const used_at = now();
  const expires_at = new Date(used_at.getTime() + UNUSED_MEDIA_MS);
  // In one order for everybody, so that two posts of the same media cannot wait for each other.
  for (const id of [...new Set(mediaIds)].toSorted()) {
    const { numUpdatedRows } = await transaction
      .updateTable("media")
      .set({ expires_at, used_at })
      .where("id", "=", id)
      .where("status", "=", "ready")
      .executeTakeFirst();
    if (numUpdatedRows === 0n) {
      throw unknownReference(`/media/${mediaIds.indexOf(id)}`, "ready media");
    }
  }
}
