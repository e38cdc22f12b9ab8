import { createServer, request } from "node:http";

/** An address that forwards to another one and adds an API key to every request. */
export type KeyProxy = { readonly address: string; readonly close: () => Promise<void> };

/** The conformance suite cannot send a key, and the real stack takes nobody without one. */
export async function openKeyProxy(target: string, key: string): Promise<KeyProxy> {
  const server = createServer((incoming, outgoing) => {
    const forwarded = request(`${target}${incoming.url ?? "/"}`, {
      method: incoming.method ?? "GET",
      headers: { ...incoming.headers, authorization: `Bearer ${key}` },
    });
    forwarded.once("response", (response) => {
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(outgoing);
    });
    forwarded.once("error", () => outgoing.destroy());
    outgoing.once("close", () => forwarded.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : 0;
  return {
    address: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
