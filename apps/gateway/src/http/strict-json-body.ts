import { createMiddleware } from "hono/factory";
import { ApiError } from "./api-error";
import type { GatewayEnvironment } from "./gateway-app";
import { readLimitedBody } from "./read-limited-body";
import { MAX_JSON_BYTES, parseStrictJson } from "./strict-json";

const BODY_TIMEOUT_MS = 30_000;
const jsonType = /^application\/([a-z.-]+\+)?json\s*(;|$)/i;

/**
 * Reads a JSON body under limits and checks it, before the route's schema sees it. Bodies of other
 * types are left untouched for their handlers.
 *
 * @throws ApiError `invalid_request`, `payload_too_large`, `unsupported_media_type` or `request_timeout`.
 */
export const strictJsonBody = createMiddleware<GatewayEnvironment>(async (context, next) => {
  const contentType = context.req.header("content-type");
  if (contentType === undefined || !jsonType.test(contentType)) return next();
  const encoding = context.req.header("content-encoding");
  if (encoding !== undefined && encoding.toLowerCase() !== "identity") {
    throw new ApiError("unsupported_media_type", {
      detail: "The body is compressed; send it without Content-Encoding.",
    });
  }
  const bytes = await readLimitedBody(context.req.raw, {
    maxBytes: MAX_JSON_BYTES,
    timeoutMs: BODY_TIMEOUT_MS,
  });
  // No body is taken as an empty object: the schema then names what is missing.
  const text = bytes.byteLength === 0 ? "{}" : decodeUtf8(bytes);
  parseStrictJson(text);
  // Hono's validators parse this text again instead of the consumed stream.
  Object.assign(context.req.bodyCache, { text: Promise.resolve(text) });
  await next();
});

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new ApiError("invalid_request", {
      detail: "The JSON body is not valid UTF-8.",
      errors: [],
    });
  }
}
