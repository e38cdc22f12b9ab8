import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

/** A place on loopback from which the sandbox pulls. */
export interface MediaHost {
  readonly origin: string;
  readonly port: number;
  /** Paths asked for, in order. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** Serves bytes by path, and behaves badly where a function stands instead of bytes. */
export async function startMediaHost(
  files: Record<string, Buffer | RequestListener>,
): Promise<MediaHost> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = (request.url ?? "").split("?")[0] ?? "";
    asked.push(path);
    const file = files[path];
    if (file === undefined) {
      response.writeHead(404).end();
    } else if (typeof file === "function") {
      file(request, response);
    } else {
      response.writeHead(200, { "content-length": file.length }).end(file);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
