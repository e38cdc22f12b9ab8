import { UploadPostError, type UploadPostErrorOptions } from "./upload-post-error";

/** One thing that is wrong with the options given to a factory. */
export type ConfigurationIssue = { readonly path: string; readonly message: string };

/**
 * The options given to a factory are wrong. A developer or operator mends them; thrown when the
 * object is made, never later. `issues` names every bad option.
 */
export class ConfigurationError extends UploadPostError {
  readonly issues: readonly ConfigurationIssue[];

  constructor(
    options: UploadPostErrorOptions & { readonly issues: readonly ConfigurationIssue[] },
  ) {
    super("configuration_invalid", false, options);
    this.issues = options.issues;
  }
}
