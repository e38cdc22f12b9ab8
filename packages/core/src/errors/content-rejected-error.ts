import { UploadPostError, type UploadPostErrorOptions } from "./upload-post-error";

/**
 * The platform will not take the post as it is written: its text, its options, or what it judges
 * them to be. The caller changes `field` (a JSON pointer into the post) and posts anew.
 */
export class ContentRejectedError extends UploadPostError {
  /** JSON pointer into the post, such as `/options/privacy_level`; `null` when the platform does not say. */
  readonly field: string | null;

  constructor(options: UploadPostErrorOptions & { readonly field: string | null }) {
    super("content_rejected", false, options);
    this.field = options.field;
  }
}
