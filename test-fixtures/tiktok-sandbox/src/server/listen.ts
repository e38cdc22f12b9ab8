import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A listening server. */
export interface ListeningServer {
  readonly port: number;
  close(): Promise<void>;
}

// Idle connections outlive the pause between two status polls, so that senders can reuse them.
const KEEP_ALIVE_MS = 65_000;

/** Listens on a host and port (0: any free one). @throws the socket's error when it cannot. */
export async function listen(
  host: string,
  port: number,
  handler: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<ListeningServer> {
  // No limit on the duration of a request: a chunk may take its hour.
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: KEEP_ALIVE_MS }, handler);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return { port: addressOf(server).port, close: () => closeServer(server) };
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === "string") {
    throw new Error("The server has no port.");
  }
  return address;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}
