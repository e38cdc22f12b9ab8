import type { UploadPostError } from "@upload-post/core/errors";
import type { Refusal } from "../errors/error-row";
import { errorTable, findErrorRow, unknownCodeRow } from "../errors/error-table";
import { quotePlatformMessage } from "../errors/quote-platform-message";

/**
 * The error that a callback brings; `null` when it brings none.
 *
 * `error_type` says more than `error` where it is known: an account that is no target of the sandbox
 * comes as `access_denied` (1.3, WILD).
 */
export function refuseCallback(
  parameters: Readonly<Record<string, string>>,
): UploadPostError | null {
  const { error = "", error_type: errorType = "", errCode = "" } = parameters;
  const code = error === "" ? errCode : error;
  if (code === "") return null;
  const row =
    findErrorRow("callbackErrorType", errorType) ??
    (error === "" ? findErrorRow("callbackErrCode", errCode) : findErrorRow("oauth", error)) ??
    unknownCodeRow;
  const refusal: Refusal = {
    code,
    logId: parameters.log_id ?? null,
    // The owner came back with an error and no code: nothing was granted.
    faultEffect: "none",
    scopes: [],
    retryAfterMs: null,
    detail:
      row === errorTable.oauth.access_denied
        ? null
        : quotePlatformMessage(parameters.error_description),
  };
  return row(refusal);
}
