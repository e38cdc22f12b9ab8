import type { Context } from "hono";
import { ApiError } from "../http/api-error";
import type { GatewayEnvironment } from "../http/gateway-app";
import { readLimitedBody } from "../http/read-limited-body";

/** A post's texts and options are small; this is room for fifty accounts. */
const MAX_BYTES = 1024 * 1024;
const TIMEOUT_MS = 30_000;

/**
 * Reads the fields of a submitted review, last one wins.
 *
 * @throws ApiError `invalid_request`, `payload_too_large`, `request_timeout`, `unsupported_media_type`.
 */
export async function readReviewForm(
  context: Context<GatewayEnvironment>,
): Promise<ReadonlyMap<string, string>> {
  const type = context.req.header("content-type") ?? "";
  if (!type.startsWith("application/x-www-form-urlencoded")) {
    throw new ApiError("unsupported_media_type", {
      detail: "A review is decided by the form on its page. Open the link and use its buttons.",
    });
  }
  const body = await readLimitedBody(context.req.raw, {
    maxBytes: MAX_BYTES,
    timeoutMs: TIMEOUT_MS,
  });
  const form = new Map(new URLSearchParams(Buffer.from(body).toString("utf8")));
  // No browser sends it, and no database takes it.
  if (![...form].flat().some((text) => text.includes("\u0000"))) return form;
  throw new ApiError("invalid_request", {
    detail:
      "A field of the form has the character U+0000 in it. Open the link and fill it in anew.",
  });
}
