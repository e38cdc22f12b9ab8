import type { MediaDependencies } from "../media-dependencies";
import { beginRemoval, finishRemoval, lockMedia } from "../remove-media";
import { FIRST_EPOCH } from "./insert-media";

/**
 * Leaves nothing of a media whose bytes were refused or broke off. When that fails too, the sweeper does
 * it later: what stopped the upload is what the sender should hear.
 */
export async function abandonMedia(
  dependencies: MediaDependencies,
  { mediaId, writer }: { readonly mediaId: string; readonly writer: string },
): Promise<void> {
  const { database, logger, storage } = dependencies;
  try {
    const isOurs = await database.kysely.transaction().execute(async (transaction) => {
      const row = await lockMedia(transaction, mediaId);
      if (row?.writer !== writer) return false;
      await beginRemoval(transaction, mediaId);
      return true;
    });
    // Somebody else has it or is removing it; the bytes of this writer are an orphan then.
    if (isOurs) await finishRemoval(dependencies, mediaId);
    else await storage.removeBefore({ id: mediaId, epoch: FIRST_EPOCH + 1 });
  } catch (error) {
    logger.warn({ error, mediaId }, "a refused upload could not be removed at once");
  }
}
