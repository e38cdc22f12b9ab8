import { UploadPostError, type UploadPostErrorOptions } from "./upload-post-error";

/**
 * Our own storage (of credentials, pointers, locks, media) did not answer, or refused.
 *
 * Nothing was lost and no account is disconnected: repeat the call when the storage is back.
 */
export class StorageUnavailableError extends UploadPostError {
  constructor(options: UploadPostErrorOptions) {
    super("storage_unavailable", true, options);
  }
}
