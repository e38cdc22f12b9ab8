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
 * @throws ApiError `payload_too_large`, `request_timeout`, `unsupported_media_type`.
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
  return new Map(new URLSearchParams(Buffer.from(body).toString("utf8")));
}
