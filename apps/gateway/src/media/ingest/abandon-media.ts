import type { MediaDependencies } from "../media-dependencies";
import { beginRemoval, finishRemoval, lockMedia } from "../remove-media";

/**
 * Leaves nothing of a media whose bytes were refused or broke off. When that fails too, the sweeper does
 * it later: what stopped the upload is what the sender should hear.
 */
export async function abandonMedia(
  dependencies: MediaDependencies,
  { mediaId, writer }: { readonly mediaId: string; readonly writer: string },
): Promise<void> {
  const { database, logger } = dependencies;
  try {
    await database.kysely.transaction().execute(async (transaction) => {
      const row = await lockMedia(transaction, mediaId);
      if (row?.writer === writer) await beginRemoval(transaction, mediaId);
    });
    await finishRemoval(dependencies, mediaId);
  } catch (error) {
    logger.warn({ error, mediaId }, "a refused upload could not be removed at once");
  }
}
