import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";

/** A message as a receiver sees it. */
export type ReceivedMessage = {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** `data` of the body. */
  readonly data: Readonly<Record<string, unknown>>;
};

/** How a receiver answers: with a status, by breaking the connection, or not at all. */
export type ReceiverAnswer = number | "reset" | "hang" | { readonly redirectTo: string };

/** A server on loopback that is told about events. */
export type WebhookReceiver = {
  readonly url: string;
  /** `host:port`, for `OUTBOUND_ALLOW`. */
  readonly host: string;
  /** Everything it was told, in order. */
  readonly received: readonly ReceivedMessage[];
  /** Answers the next messages so, one after the other; 204 afterwards. */
  answerNext(...answers: readonly ReceiverAnswer[]): void;
  /** Drops what {@link answerNext} has left. */
  forgetAnswers(): void;
  /** Answers every message so from now on. */
  answerAlways(answer: ReceiverAnswer | ((message: ReceivedMessage) => ReceiverAnswer)): void;
  close(): Promise<void>;
};

/** Starts a receiver. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: ReceivedMessage[] = [];
  const next: ReceiverAnswer[] = [];
  let always: (message: ReceivedMessage) => ReceiverAnswer = () => 204;
  const receive = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const data: unknown = JSON.parse(body);
    const message: ReceivedMessage = {
      path: request.url ?? "",
      headers,
      body,
      // What is sent is checked by the tests that look at it.
      data: (data as { data: Record<string, unknown> }).data,
    };
    received.push(message);
    const answer = next.shift() ?? always(message);
    if (answer === "hang") return;
    if (answer === "reset") return void request.socket.resetAndDestroy();
    if (typeof answer === "number") return void response.writeHead(answer).end("a long story");
    response.writeHead(307, { location: answer.redirectTo }).end();
  };
  const server = createServer((request, response) => {
    receive(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The receiver has no port.");
  const host = `127.0.0.1:${address.port}`;
  return {
    url: `http://${host}/hooks`,
    host,
    received,
    answerNext: (...answers) => void next.push(...answers),
    forgetAnswers: () => void next.splice(0),
    answerAlways(answer) {
      always = typeof answer === "function" ? answer : () => answer;
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
