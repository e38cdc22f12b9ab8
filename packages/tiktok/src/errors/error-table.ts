import { apiErrorRows, invalidParameterRows } from "./api-error-rows";
import { breakContract, type ErrorRow } from "./error-row";
import { failReasonRows } from "./fail-reason-rows";
import {
  callbackErrCodeRows,
  callbackErrorTypeRows,
  oauthDescriptionRows,
  oauthErrorRows,
} from "./oauth-error-rows";
import { uploadStatusRows } from "./upload-status-rows";

/**
 * The one table from TikTok's codes to our errors, keyed by exact code within the place it comes from.
 * Nothing is ever read out of substrings.
 */
export const errorTable = {
  api: apiErrorRows,
  invalidParameterMessage: invalidParameterRows,
  failReason: failReasonRows,
  oauth: oauthErrorRows,
  oauthDescription: oauthDescriptionRows,
  callbackErrorType: callbackErrorTypeRows,
  callbackErrCode: callbackErrCodeRows,
  uploadStatus: uploadStatusRows,
} satisfies Readonly<Record<string, Readonly<Record<string, ErrorRow>>>>;

/** Where a code comes from. */
export type ErrorSource = keyof typeof errorTable;

/** The row of a code; `null` for a code that no page of TikTok's documents. */
export function findErrorRow(source: ErrorSource, code: string): ErrorRow | null {
  const rows: Readonly<Record<string, ErrorRow>> = errorTable[source];
  return Object.hasOwn(rows, code) ? (rows[code] ?? null) : null;
}

/** The row of every code that is in no table: kept as it is, never guessed at. */
export const unknownCodeRow: ErrorRow = breakContract(
  "TikTok refused with a code that its documents do not describe. Report this as a bug of the connector, with the code and the log id.",
);
