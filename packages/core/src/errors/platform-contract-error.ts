import { UploadPostError, type UploadPostErrorOptions } from "./upload-post-error";

/**
 * The platform answered something its documentation does not describe: an unknown code, a missing
 * field, a body that does not parse.
 *
 * Report it as a bug of the connector, with the platform's code and log id.
 */
export class PlatformContractError extends UploadPostError {
  constructor(options: UploadPostErrorOptions) {
    super("platform_contract_broken", false, options);
  }
}
