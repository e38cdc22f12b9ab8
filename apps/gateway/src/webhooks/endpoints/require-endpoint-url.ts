import { ApiError } from "../../http/api-error";
import { OutboundError } from "../../outbound/outbound-error";
import { checkTarget, publicPorts } from "../../outbound/outbound-target";

/**
 * Checks all of an endpoint's URL that can be told before connecting; what its name resolves to is
 * checked at every attempt.
 *
 * @throws ApiError `url_not_allowed` unless it is https on a public host, or the operator exempted it.
 */
export function requireEndpointUrl(address: string, allow: readonly string[]): void {
  try {
    const { url, isExempt } = checkTarget(address, { allow, ports: publicPorts });
    if (url.protocol === "https:" || isExempt) return;
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    throw notAllowed(error.message);
  }
  throw notAllowed("Events are sent over https only.");
}

function notAllowed(message: string): ApiError {
  return new ApiError("url_not_allowed", {
    detail: `The URL of a webhook endpoint must be a public https address. ${message}`,
    errors: [{ path: "/url", message }],
  });
}
