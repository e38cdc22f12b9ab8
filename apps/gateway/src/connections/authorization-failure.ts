import { isUploadPostError } from "@upload-post/core/errors";
import type { ConnectionDependencies } from "./connection-dependencies";
import type { FlowRow } from "./find-link";

/** Why a consent came to nothing: for the caller as `last_error`, for the owner as a page. */
export type AuthorizationFailure = { readonly code: string; readonly message: string };

/** Names anything that went wrong during a consent; what is not of our own making goes to the log. */
export function describeFailure(
  { logger }: Pick<ConnectionDependencies, "logger">,
  error: unknown,
  flow: FlowRow,
): AuthorizationFailure {
  const fields = { error, platform: flow.platform, connectionId: flow.connection_id };
  if (isUploadPostError(error)) {
    logger.info(fields, "a consent came to nothing");
    return { code: error.code, message: error.message };
  }
  logger.error(fields, "a consent could not be finished");
  return {
    code: "internal_error",
    message: "The gateway failed while it finished the consent. Ask the owner to open a new link.",
  };
}
