import { type PlatformAnswer, parseRetryAfter } from "@upload-post/core/connector-kit";
import {
  PlatformContractError,
  PlatformUnavailableError,
  type UploadPostError,
} from "@upload-post/core/errors";
import type { Refusal } from "../errors/error-row";
import { type ErrorSource, errorTable, findErrorRow, unknownCodeRow } from "../errors/error-table";
import { quotePlatformMessage } from "../errors/quote-platform-message";
import { headerLogId, readJson } from "./api-answer";

/** What is known about an answer that is no success. */
export type RefusedAnswer = {
  readonly answer: PlatformAnswer;
  /** The code found in the body; `null` when the body has none. */
  readonly code: string | null;
  readonly message: string | null;
  readonly logId: string | null;
  readonly source: Extract<ErrorSource, "api" | "oauth">;
  readonly scopes: readonly string[];
  readonly now: Date;
};

/**
 * Turns an answer that is no success into the error its code stands for.
 *
 * The code decides; the status only where the body has no known code: 429 is a limit, 5xx a fault of
 * TikTok's after which the call may have worked. A success that is no JSON at all was cut short, or
 * comes from somebody in between: TikTok's own answer is lost.
 */
export function refuseApiAnswer(refused: RefusedAnswer): UploadPostError {
  const { answer, code, source } = refused;
  const refusal: Refusal = {
    code,
    logId: refused.logId ?? headerLogId(answer),
    faultEffect: "possible",
    scopes: refused.scopes,
    retryAfterMs: parseRetryAfter(answer.headers["retry-after"], refused.now),
    detail: quotePlatformMessage(refused.message),
  };
  const row = code === null ? null : (messageRow(refused) ?? findErrorRow(source, code));
  if (row !== null) return row(refusal);
  if (answer.status === 429) return errorTable.api.rate_limit_exceeded(refusal);
  if (answer.status >= 500) return errorTable.api.internal_error(refusal);
  if (code !== null) return unknownCodeRow(refusal);
  const platform = { name: "tiktok", code: null, logId: refusal.logId };
  if (answer.status < 300 && readJson(answer) === undefined) {
    return new PlatformUnavailableError({
      effect: "possible",
      platform,
      message:
        "What came back is not TikTok's answer: it is cut short, or a page of a proxy in between. Whether the call worked is not known; if this stays, look at the network of this server.",
    });
  }
  return new PlatformContractError({
    // A success status with an unreadable body may well have been a success.
    effect: answer.status < 300 ? "possible" : "none",
    message: `TikTok answered with status ${answer.status} and a body that is not what it documents. Report this as a bug of the connector.`,
    platform,
  });
}

/** `invalid_*` codes say in their message, word for word, what is wrong. */
function messageRow({ source, code, message }: RefusedAnswer) {
  if (message === null) return null;
  if (source === "api" && (code === "invalid_params" || code === "invalid_param")) {
    return findErrorRow("invalidParameterMessage", message);
  }
  if (source === "oauth" && code === "invalid_request") {
    return findErrorRow("oauthDescription", message);
  }
  return null;
}
