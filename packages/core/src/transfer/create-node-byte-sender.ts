import { Agent as HttpAgent, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { MediaReader } from "../connector";
import { isUploadPostError, PlatformContractError } from "../errors";
import { type BufferPairs, createBufferPairs } from "./buffer-pairs";
import type { ByteRequest, ByteResponse, ByteSender } from "./byte-sender";
import { connectionError } from "./connection-error";
import { type Exchange, type ExchangeOptions, openExchange } from "./open-exchange";
import { pumpRange } from "./pump-range";
import { readByteResponse } from "./read-byte-response";
import { sourceError } from "./source-error";

/** How the sender behaves. */
export type NodeByteSenderOptions = {
  /** A connection without progress for this long is given up; default 60,000 ms. */
  readonly idleTimeoutMs?: number;
};

type SenderState = ExchangeOptions & { readonly pool: BufferPairs };

/**
 * A sender on `node:http` with kept-alive connections and two reused 1 MiB buffers a request.
 *
 * Web streams and `fetch` are left out on purpose: they cost two to four times the CPU for the same bytes.
 */
export function createNodeByteSender(options: NodeByteSenderOptions = {}): ByteSender {
  const state: SenderState = {
    http: new HttpAgent({ keepAlive: true }),
    https: new HttpsAgent({ keepAlive: true }),
    pool: createBufferPairs(),
    idleTimeoutMs: options.idleTimeoutMs ?? 60_000,
  };
  return {
    send: (request) => send(request, state),
    close() {
      state.http.destroy();
      state.https.destroy();
    },
  };
}

async function send(request: ByteRequest, state: SenderState): Promise<ByteResponse> {
  request.signal.throwIfAborted();
  const url = targetOf(request);
  let reader: MediaReader;
  try {
    reader = await request.source.open(request.range, request.signal);
  } catch (error) {
    request.signal.throwIfAborted();
    throw sourceError(error);
  }
  try {
    return await exchangeBytes({ request, url, reader, state });
  } finally {
    // The answer counts for more than a source that does not close well.
    await reader.close().catch(() => undefined);
  }
}

/** Node's own errors about a URL carry the URL, and with it the upload's secret. */
function targetOf(request: ByteRequest): URL {
  const url = URL.canParse(request.url) ? new URL(request.url) : null;
  if (url !== null && (url.protocol === "https:" || url.protocol === "http:")) return url;
  throw new PlatformContractError({
    message:
      "The upload address the platform gave is no http(s) URL. Nothing was sent; report it to the connector's maintainers.",
  });
}

async function exchangeBytes(work: {
  readonly request: ByteRequest;
  readonly url: URL;
  readonly reader: MediaReader;
  readonly state: SenderState;
}): Promise<ByteResponse> {
  const { request, url, reader, state } = work;
  const exchange = begin(request, url, state);
  const { outgoing } = exchange;
  const buffers = state.pool.take();
  const pump = { settled: false, stopped: false };
  const pumping = sendBody(request, { outgoing, reader, buffers, stopped: () => pump.stopped });
  const settled = () => {
    pump.settled = true;
  };
  pumping.then(settled, settled);
  try {
    return await readByteResponse(await answerTo(exchange, pumping), state.idleTimeoutMs);
  } catch (error) {
    request.signal.throwIfAborted();
    throw connectionError(error, { host: url.host, established: exchange.established() });
  } finally {
    pump.stopped = true;
    if (!outgoing.writableFinished) outgoing.destroy();
    // Node may never call back for a write that a dead connection had queued: such buffers are dropped.
    if (pump.settled) state.pool.give(buffers);
  }
}

/** Headers that cannot be written are the connector's defect; Node's message names the header only. */
function begin(request: ByteRequest, url: URL, state: SenderState): Exchange {
  try {
    return openExchange(request, url, state);
  } catch (cause) {
    throw new PlatformContractError({
      message: `The request to ${url.host} cannot be written: ${cause instanceof Error ? cause.message : "no reason given"}. Nothing was sent; report it to the connector's maintainers.`,
    });
  }
}

/**
 * The head of the answer. A refusal before the end ends the body; an early 2xx does not, since its
 * server still wants the bytes. When writing breaks, an answer that came before counts for more.
 */
async function answerTo(exchange: Exchange, pumping: Promise<void>): Promise<IncomingMessage> {
  const { answering } = exchange;
  const written = pumping.then(
    () => answering,
    (error: unknown) => {
      if (isUploadPostError(error)) throw error;
      return answering;
    },
  );
  const answer = await Promise.race([written, answering]);
  if ((answer.statusCode ?? 0) < 300) await pumping;
  return answer;
}

async function sendBody(
  request: ByteRequest,
  work: Pick<Parameters<typeof pumpRange>[0], "outgoing" | "reader" | "buffers" | "stopped">,
): Promise<void> {
  const { outgoing } = work;
  if (request.prefix.byteLength > 0) outgoing.write(request.prefix);
  const { lengthBytes } = request.range;
  await pumpRange({ ...work, lengthBytes, onBytesSent: request.onBytesSent });
  if (work.stopped()) return;
  if (request.suffix.byteLength > 0) outgoing.write(request.suffix);
  outgoing.end();
}
