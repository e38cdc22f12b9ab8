import type { Context } from "hono";
import { ApiError } from "../../http/api-error";
import { toProblem } from "../../http/error-response";
import type { GatewayEnvironment } from "../../http/gateway-app";

/** tus 1.0.0, checksum: the status that its clients know to mean "send this piece again". */
const CHECKSUM_MISMATCH = 460;

/** Answers a wrong digest as tus has it; throws every other error on. */
export function checksumMismatch(error: unknown, context: Context<GatewayEnvironment>): Response {
  if (!(error instanceof ApiError) || error.code !== "digest_mismatch") throw error;
  const problem = {
    ...toProblem(error),
    status: CHECKSUM_MISMATCH,
    request_id: context.get("requestId"),
  };
  return new Response(JSON.stringify(problem), {
    status: CHECKSUM_MISMATCH,
    headers: { "Content-Type": "application/problem+json" },
  });
}
