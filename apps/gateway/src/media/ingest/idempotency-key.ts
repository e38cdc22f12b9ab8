import type { Context } from "hono";
import { ApiError } from "../../http/api-error";
import type { GatewayEnvironment } from "../../http/gateway-app";
import { idempotencyHeader } from "../../http/idempotency-header";

/**
 * The `Idempotency-Key` of a request whose headers no validator has read.
 *
 * @throws ApiError `invalid_request`
 */
export function idempotencyKey(context: Context<GatewayEnvironment>): string | undefined {
  const header = context.req.header("idempotency-key");
  const parsed = idempotencyHeader.headers.safeParse({ "idempotency-key": header });
  if (parsed.success) return parsed.data["idempotency-key"];
  throw new ApiError("invalid_request", {
    detail: "The Idempotency-Key is not acceptable; see errors.",
    errors: [{ path: "Idempotency-Key", message: "Must be 1-255 printable ASCII characters." }],
  });
}
