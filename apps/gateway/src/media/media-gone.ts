import { ApiError } from "../http/api-error";
import { storageFull } from "./accounting/storage-account";
import { StoredFileMissingError, StoreFullError } from "./storage/media-storage";

/** The answer to whoever is still sending a media that was deleted meanwhile. */
export function mediaGone(): ApiError {
  return new ApiError("not_found", {
    detail:
      "The media was deleted while its bytes were being sent. Create it again if it is needed.",
  });
}

/**
 * What to tell the sender of a media. A file that vanished while it was being written was deleted by
 * somebody who may do that, and a store without room is one that is full; every other failure stays what
 * it is.
 */
export function toSenderError(error: unknown): unknown {
  if (error instanceof StoredFileMissingError) return mediaGone();
  return error instanceof StoreFullError ? storageFull({ cause: error }) : error;
}
