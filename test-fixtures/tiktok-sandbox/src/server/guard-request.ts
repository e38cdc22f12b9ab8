import type { IncomingMessage, ServerResponse } from "node:http";
import { plainTransport } from "../faults/transport";
import type { World } from "../world/world";
import { internalError } from "./handle-request";
import { sendReply } from "./send-reply";

/** Handles a request in the world of this moment. */
export type WorldHandler = (
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<void>;

/** Makes a server's listener of a handler: the sandbox's own errors answer 500 and are kept. */
export function guardRequest(world: () => World, handle: WorldHandler) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const current = world();
    handle(current, request, response)
      .catch((cause: unknown) => {
        // A connection that the other side broke is no failure of the sandbox.
        if (request.destroyed || response.destroyed) return;
        const label = `${request.method} ${request.url?.split("?")[0]}`;
        current.background.start("bounded", label, () => Promise.reject(cause));
        if (response.headersSent) {
          response.destroy();
          return;
        }
        return sendReply(response, internalError(current), plainTransport);
      })
      .catch(() => response.destroy());
  };
}
