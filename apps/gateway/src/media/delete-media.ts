import { ApiError, notFound } from "../http/api-error";
import type { MediaDependencies } from "./media-dependencies";
import { beginRemoval, finishRemoval, lockMedia } from "./remove-media";

/**
 * Deletes a media, also one that is still being sent.
 *
 * @throws ApiError `not_found`, or `invalid_state` while an unfinished delivery needs it.
 */
export async function deleteMedia(
  dependencies: MediaDependencies,
  tenantId: string,
  id: string,
): Promise<void> {
  const { database, findMediaInUse } = dependencies;
  await database.kysely.transaction().execute(async (transaction) => {
    const row = await lockMedia(transaction, id);
    const isThere = row?.tenant_id === tenantId && row.status !== "removed";
    if (!isThere || row.status === "removing") throw notFound("media");
    if (row.status === "ready" && (await findMediaInUse(transaction)).includes(id)) {
      throw new ApiError("invalid_state", {
        detail:
          "A post that is not finished needs this media. Cancel the post, or delete the media when it has ended.",
      });
    }
    await beginRemoval(transaction, id);
  });
  await finishRemoval(dependencies, id);
}
