import { isUploadPostError, StorageUnavailableError, type UploadPostError } from "../errors";

function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null || !("code" in error)) return "no code";
  return typeof error.code === "string" ? error.code : "no code";
}

/**
 * A failure to read the media, told apart from a failure of the platform. Errors of this house stay as
 * they are; of others only the code is told, since messages of storages name paths and signed URLs.
 */
export function sourceError(error: unknown): UploadPostError {
  if (isUploadPostError(error)) return error;
  return new StorageUnavailableError({
    message: `The media could not be read (${codeOf(error)}). It is tried again; if this stays, check the storage that holds the media.`,
  });
}
