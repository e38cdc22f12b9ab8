import type { MediaDependencies } from "../media-dependencies";
import { beginRemoval, finishRemoval, lockMedia } from "../remove-media";
import { linkGone } from "./link-gone";
import type { Upload } from "./upload-row";

/**
 * Gives an upload up: its link, its bytes and their place on the store.
 *
 * @throws ApiError `link_expired` when it was completed or given up meanwhile.
 */
export async function deleteUpload(
  dependencies: MediaDependencies,
  { media: { id } }: Upload,
): Promise<void> {
  await dependencies.database.kysely.transaction().execute(async (transaction) => {
    const row = await lockMedia(transaction, id);
    if (row?.status !== "receiving") throw linkGone();
    await beginRemoval(transaction, id);
  });
  await finishRemoval(dependencies, id);
}
