import { UploadPostError, type UploadPostErrorOptions } from "./upload-post-error";

/**
 * The media cannot be posted: it breaks a rule of the platform, or the bytes are no longer those
 * the delivery began with. The caller brings other media; `rule` names what was broken.
 */
export class MediaRejectedError extends UploadPostError {
  /** The broken rule, such as `frame_rate`, `duration`, `digest_changed`. */
  readonly rule: string;

  constructor(options: UploadPostErrorOptions & { readonly rule: string }) {
    super("media_rejected", false, options);
    this.rule = options.rule;
  }
}
