import { createMiddleware } from "hono/factory";
import { ApiError } from "../../http/api-error";
import type { GatewayEnvironment } from "../../http/gateway-app";

/**
 * Refuses compressed bodies before a byte is read.
 *
 * @throws ApiError `unsupported_media_type`
 */
export const refuseEncodings = createMiddleware<GatewayEnvironment>(async (context, next) => {
  const encoding = context.req.header("content-encoding")?.trim().toLowerCase() ?? "identity";
  if (encoding !== "identity") {
    throw new ApiError("unsupported_media_type", {
      detail: "The body is compressed; send it without Content-Encoding.",
    });
  }
  await next();
});
