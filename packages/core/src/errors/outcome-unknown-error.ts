import { UploadPostError, type UploadPostErrorOptions } from "./upload-post-error";

/**
 * The answer to a call that may have made something visible was lost.
 *
 * Never repeat the call: reconcile, or let a person look. `effect` is `possible` unless said otherwise.
 */
export class OutcomeUnknownError extends UploadPostError {
  constructor(options: UploadPostErrorOptions) {
    super("outcome_unknown", false, { effect: "possible", ...options });
  }
}
