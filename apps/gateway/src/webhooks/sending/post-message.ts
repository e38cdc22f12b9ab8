import { OutboundError } from "../../outbound/outbound-error";
import type { EndpointContents } from "../endpoints/endpoint-secrets";
import { liveSecrets } from "../endpoints/endpoint-secrets";
import type { AttemptErrorCode } from "../log/webhook-attempt";
import type { WebhookDependencies } from "../webhook-dependencies";
import { signMessage } from "./sign-message";

/** How an endpoint answered; `errorCode` is `null` when it took the message. */
export type PostResult = {
  readonly status: number | null;
  readonly errorCode: AttemptErrorCode | null;
};

/**
 * Sends one message to one endpoint, once. Redirects are not followed, and of the answer only the status
 * is looked at.
 *
 * @throws only when `stopping` aborted: nobody knows then whether the message arrived.
 */
export async function postMessage(
  { outbound, now, attemptTimeoutMs }: WebhookDependencies,
  message: { readonly id: string; readonly body: string },
  contents: EndpointContents,
  stopping: AbortSignal,
): Promise<PostResult> {
  const timeout = AbortSignal.timeout(attemptTimeoutMs);
  try {
    const answer = await outbound.send({
      url: contents.url,
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...signMessage(message, liveSecrets(contents, now()), now()),
      },
      body: Buffer.from(message.body),
      maxRedirects: 0,
      maxBytes: 0,
      signal: AbortSignal.any([timeout, stopping]),
    });
    answer.close();
    return { status: answer.status, errorCode: errorCodeOf(answer.status) };
  } catch (error) {
    if (timeout.aborted) return { status: null, errorCode: "timeout" };
    stopping.throwIfAborted();
    return { status: null, errorCode: errorCodeOfFailure(error) };
  }
}

function errorCodeOf(status: number): AttemptErrorCode | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return "redirected";
  return status === 410 ? "gone" : "refused";
}

function errorCodeOfFailure(error: unknown): AttemptErrorCode {
  if (!(error instanceof OutboundError)) throw error;
  switch (error.failure) {
    case "address_refused":
      return "address_refused";
    case "too_slow":
      return "timeout";
    case "encoded":
      return "refused";
    default:
      return "unreachable";
  }
}
