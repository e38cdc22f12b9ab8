import { UploadPostError, type UploadPostErrorOptions } from "./upload-post-error";

/**
 * The platform has restricted the account (banned, suspended, not eligible). Connecting it again
 * does not help: its owner must settle it with the platform.
 */
export class AccountRestrictedError extends UploadPostError {
  constructor(options: UploadPostErrorOptions) {
    super("account_restricted", false, options);
  }
}
