import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";

import { isSignedWell } from "./s3-signature";

/** What is done to one request. */
export type S3Fault =
  | "none"
  /** Never reaches the server. */
  | "reset"
  /** The server does it, and its answer is lost. */
  | "answer-lost"
  /**
   * The connection breaks behind the body. S3 stores nothing of a request that it has not got whole;
   * s3rver does, so it never sees such a one.
   */
  | "cut-request"
  /** The client gets half of the answer's body. */
  | "cut-answer"
  | "status-500"
  | "status-503"
  | "status-507";

/** A server in between, which does to each request what it is told to. */
export type S3FaultProxy = {
  readonly endpoint: string;
  /** How often each fault has been done. */
  readonly counts: ReadonlyMap<S3Fault, number>;
  readonly close: () => Promise<void>;
};

/** Puts a proxy before a server that speaks S3. It also checks every signature. */
export async function openS3FaultProxy(
  upstream: string,
  nextFault: () => S3Fault,
): Promise<S3FaultProxy> {
  const counts = new Map<S3Fault, number>();
  const server = createServer((incoming, outgoing) => {
    const fault = nextFault();
    counts.set(fault, (counts.get(fault) ?? 0) + 1);
    handle(upstream, fault, incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The proxy has no port.");
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    counts,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function handle(
  upstream: string,
  fault: S3Fault,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  if (fault === "reset") {
    incoming.socket.destroy();
    return;
  }
  const body = await readAll(incoming);
  if (!isSignedWell(incoming, body)) {
    outgoing.writeHead(403, { "Content-Type": "application/xml" });
    outgoing.end(`<?xml version="1.0"?><Error><Code>SignatureDoesNotMatch</Code></Error>`);
    return;
  }
  if (fault === "cut-request") {
    incoming.socket.destroy();
    return;
  }
  if (fault.startsWith("status-")) {
    const code = fault === "status-507" ? "XMinioStorageFull" : "SlowDown";
    outgoing.writeHead(Number(fault.slice("status-".length)), {
      "Content-Type": "application/xml",
    });
    outgoing.end(`<?xml version="1.0"?><Error><Code>${code}</Code></Error>`);
    return;
  }
  const forwarded = request(`${upstream}${incoming.url}`, {
    method: incoming.method,
    headers: incoming.headers,
  });
  forwarded.end(body);
  const [answer] = (await once(forwarded, "response")) as [IncomingMessage];
  const answered = await readAll(answer);
  if (fault === "answer-lost") {
    incoming.socket.destroy();
    return;
  }
  outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
  if (fault === "cut-answer" && answered.length > 1) {
    outgoing.write(answered.subarray(0, answered.length / 2), () => outgoing.destroy());
    return;
  }
  outgoing.end(answered);
}

async function readAll(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
