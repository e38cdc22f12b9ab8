import { UploadPostError, type UploadPostErrorOptions } from "./upload-post-error";

/**
 * What was asked is not offered by this connector or this account: a mode, a kind of media, a count.
 *
 * Thrown before anything reaches the platform. Ask only for what the capabilities list.
 */
export class UnsupportedError extends UploadPostError {
  constructor(options: UploadPostErrorOptions) {
    super("unsupported", false, options);
  }
}
