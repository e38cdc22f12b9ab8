import {
  type ClientRequest,
  type Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from "node:http";
import { type Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { ByteRequest } from "./byte-sender";

/** The connections a sender keeps, and how long it waits for a sign of life. */
export type ExchangeOptions = {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
  readonly idleTimeoutMs: number;
};

/** A request on its way and the answer to it. */
export type Exchange = {
  readonly outgoing: ClientRequest;
  /** Settles once: with the head of the answer, or with what broke the connection. */
  readonly answering: Promise<IncomingMessage>;
  /** Whether the connection stood, so that a byte may have left. */
  readonly established: () => boolean;
};

/** Begins a request; its body is still to be written. Throws when URL or headers cannot be sent. */
export function openExchange(request: ByteRequest, url: URL, options: ExchangeOptions): Exchange {
  const secure = url.protocol === "https:";
  const lengthBytes =
    request.prefix.byteLength + request.range.lengthBytes + request.suffix.byteLength;
  const outgoing = (secure ? httpsRequest : httpRequest)(url, {
    method: request.method,
    headers: { ...request.headers, "content-length": String(lengthBytes) },
    agent: secure ? options.https : options.http,
    signal: request.signal,
    timeout: options.idleTimeoutMs,
  });
  return {
    outgoing,
    answering: waitForAnswer(outgoing),
    established: watchConnection(outgoing, secure ? "secureConnect" : "connect"),
  };
}

/** Sees when the connection stands: Node writes no byte of a request before that. */
function watchConnection(
  outgoing: ClientRequest,
  ready: "connect" | "secureConnect",
): () => boolean {
  let established = false;
  outgoing.once("socket", (socket) => {
    if (!socket.connecting) {
      established = true;
      return;
    }
    socket.once(ready, () => {
      established = true;
    });
  });
  return () => established;
}

function waitForAnswer(outgoing: ClientRequest): Promise<IncomingMessage> {
  const answering = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once("response", resolve);
    outgoing.on("error", reject);
    outgoing.on("timeout", () =>
      outgoing.destroy(Object.assign(new Error("no sign of life"), { code: "idle" })),
    );
  });
  // The caller may fail before it awaits this; the failure is told there.
  answering.catch(() => undefined);
  return answering;
}
