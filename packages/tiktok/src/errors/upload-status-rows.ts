import { breakContract, type ErrorRow } from "./error-row";

/**
 * HTTP statuses of a part's PUT that refuse it for good (page MT). The others are no errors but
 * verdicts: 200, 201, 206 accept, 403 and 404 mean that the address is gone, 416 that both sides
 * disagree on the progress, 5xx that the same part is sent again.
 */
export const uploadStatusRows = {
  "400": breakContract(
    "TikTok calls the headers or the length of a part of the video malformed. Report this as a bug of the connector.",
  ),
} satisfies Readonly<Record<string, ErrorRow>>;
