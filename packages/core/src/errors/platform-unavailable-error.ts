import { UploadPostError, type UploadPostErrorOptions } from "./upload-post-error";

/**
 * The platform could not be reached or answered with a fault of its own.
 *
 * Repeat the same step later, unless `effect` is `possible` on a step that commits.
 */
export class PlatformUnavailableError extends UploadPostError {
  /** How long the platform asked to be left alone, in milliseconds; `null` when it did not say. */
  readonly retryAfterMs: number | null;

  constructor(options: UploadPostErrorOptions & { readonly retryAfterMs?: number | null }) {
    super("platform_unavailable", true, options);
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}
