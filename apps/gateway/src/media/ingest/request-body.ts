import type { IncomingMessage } from "node:http";
import type { Context } from "hono";
import { ApiError } from "../../http/api-error";
import type { GatewayEnvironment } from "../../http/gateway-app";
import { type IncomingBody, ownBody, sharedBody } from "./incoming-body";

/**
 * The body of a request, straight from its socket: web streams in between would cost more than writing
 * the bytes to the disk. The caller who waits for `100 Continue` gets it when the first byte is asked
 * for and not before, so that what is refused by its headers is never sent.
 *
 * Reading may stop at any time; the answer can still be sent then. It ends with ApiError
 * `invalid_request` when the sender breaks off.
 */
export function requestBody(context: Context<GatewayEnvironment>): IncomingBody {
  const { incoming, outgoing } = context.env ?? {};
  // Without a socket (an application called in the same process) there is only the web stream.
  if (incoming === undefined) return sharedBody(webChunks(context.req.raw));
  const askForBody = () => {
    const isWaiting = incoming.headers.expect?.toLowerCase() === "100-continue";
    if (isWaiting && outgoing !== undefined && "writeContinue" in outgoing)
      outgoing.writeContinue();
  };
  return ownBody(socketChunks(incoming, askForBody));
}

/** One object in between instead of a generator, which would cost several turns of the event loop a chunk. */
function socketChunks(
  incoming: Pick<IncomingMessage, "iterator">,
  askForBody: () => void,
): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]() {
      const chunks = incoming.iterator({ destroyOnReturn: false });
      let isFirst = true;
      return {
        next: () => {
          if (isFirst) askForBody();
          isFirst = false;
          return chunks.next().catch(brokenOff);
        },
        return: async () => (await chunks.return?.()) ?? { done: true, value: undefined },
      };
    },
  };
}

async function* webChunks(request: Request): AsyncGenerator<Uint8Array> {
  const reader = request.body?.getReader();
  if (reader === undefined) return;
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(brokenOff);
      if (done) return;
      yield value;
    }
  } finally {
    reader.releaseLock();
  }
}

function brokenOff(cause: unknown): never {
  throw new ApiError("invalid_request", {
    detail: "The body broke off before its end. Nothing of it was kept; send it again.",
    errors: [],
    cause,
  });
}
