import type { Context } from "hono";
import { ApiError } from "../../http/api-error";
import type { GatewayEnvironment } from "../../http/gateway-app";

/**
 * The body of a request, straight from its socket: web streams in between would cost more than writing
 * the bytes to the disk. The caller who waits for `100 Continue` gets it here and not before, so that
 * what is refused by its headers is never sent.
 *
 * Reading may stop at any time; the answer can still be sent then.
 *
 * @throws ApiError `invalid_request` while it is read, when the sender breaks off.
 */
export async function* requestBody(
  context: Context<GatewayEnvironment>,
): AsyncGenerator<Uint8Array> {
  const incoming = context.env?.incoming;
  const outgoing = context.env?.outgoing;
  try {
    // Without a socket (an application called in the same process) there is only the web stream.
    if (incoming === undefined) return yield* webBody(context.req.raw);
    const isWaiting = incoming.headers.expect?.toLowerCase() === "100-continue";
    if (isWaiting && outgoing !== undefined && "writeContinue" in outgoing)
      outgoing.writeContinue();
    yield* incoming.iterator({ destroyOnReturn: false });
  } catch (cause) {
    throw new ApiError("invalid_request", {
      detail: "The body broke off before its end. Nothing of it was kept; send it again.",
      errors: [],
      cause,
    });
  }
}

async function* webBody(request: Request): AsyncGenerator<Uint8Array> {
  const reader = request.body?.getReader();
  if (reader === undefined) return;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.releaseLock();
  }
}
