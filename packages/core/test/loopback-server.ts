import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** A server on loopback and the connections it has seen. */
export type LoopbackServer = {
  /** Scheme, host and port. */
  readonly origin: string;
  /** Every connection ever opened to it. */
  readonly sockets: readonly Socket[];
  /** Connections that are still open. */
  openSockets(): number;
  close(): Promise<void>;
};

/** Serves `listener` on a free port of loopback. */
export async function startLoopbackServer(listener: RequestListener): Promise<LoopbackServer> {
  return serve(createServer(listener));
}

/** Listens with a server that the test made itself, a raw TCP one perhaps. */
export async function serve(server: Server | import("node:net").Server): Promise<LoopbackServer> {
  const sockets: Socket[] = [];
  server.on("connection", (socket: Socket) => {
    sockets.push(socket);
    // Tests reset connections on purpose.
    socket.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    sockets,
    openSockets: () => sockets.filter((socket) => !socket.destroyed).length,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** The whole body of a request. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
