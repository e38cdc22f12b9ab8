import { UploadPostError, type UploadPostErrorOptions } from "./upload-post-error";

/**
 * The operator's registration at the platform stands in the way: the app is not audited, a URL is
 * not verified, the client secret is wrong.
 *
 * Neither the caller nor the account owner can mend it; the message tells the operator what to do.
 */
export class OperatorMisconfiguredError extends UploadPostError {
  constructor(options: UploadPostErrorOptions) {
    super("operator_misconfigured", false, options);
  }
}
