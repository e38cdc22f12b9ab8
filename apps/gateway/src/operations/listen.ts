import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import type { GatewayApp } from "../http/gateway-app";
import { waitsForHandler } from "../media/ingest/waits-for-handler";

/** Limits of the HTTP server itself (reliability 6.1). */
const serverOptions = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 15_000,
  keepAliveTimeout: 5_000,
  // Media bodies may take hours; every reader of a body has its own limits instead.
  requestTimeout: 0,
  connectionsCheckingInterval: 5_000,
};
const MAX_CONNECTIONS = 10_000;
const DRAIN_MS = 25_000;

/** A server that answers requests. */
export type ListeningServer = {
  /** The port it really has. */
  readonly port: number;
  /** Takes no new requests, lets running ones finish for a while, then cuts them. */
  readonly stop: () => Promise<void>;
};

/**
 * Serves the application on an address.
 *
 * @throws Error when the address is taken or not this machine's.
 */
export async function listen(
  app: GatewayApp,
  address: { readonly host: string; readonly port: number },
): Promise<ListeningServer> {
  const server = createAdaptorServer({
    fetch: app.fetch,
    createServer,
    serverOptions,
    overrideGlobalObjects: false,
  }) as Server;
  server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => {
    // Who takes files in looks at the headers first; everybody else reads small bodies in any case.
    if (!waitsForHandler(request)) response.writeContinue();
    server.emit("request", request, response);
  });
  server.maxConnections = MAX_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(address.port, address.host, resolve);
  });
  const bound = server.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : address.port;
  return { port, stop: () => drain(server) };
}

async function drain(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearTimeout(cut);
}
