import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestProject } from "vitest/node";
import { createEmbeddedTemplate } from "./embedded-template";
import { openPostgresServer, type PostgresServer } from "./postgres-server";

declare module "vitest" {
  export interface ProvidedContext {
    /** Where test files ask for databases. */
    gatewayDatabaseBroker: string;
  }
}

/**
 * Vitest's global set-up: a small server on loopback that test files ask for databases. PostgreSQL and
 * the embedded template are made at the first question, so that runs without database tests pay nothing.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let postgres: Promise<PostgresServer> | undefined;
  let template: ReturnType<typeof createEmbeddedTemplate> | undefined;
  const server = createServer((request, response) => {
    const answer = async (): Promise<string> => {
      if (request.url === "/embedded") {
        template ??= createEmbeddedTemplate();
        return (await template).path;
      }
      postgres ??= openPostgresServer();
      return await (await postgres).createDatabase();
    };
    // A kept connection may be closed by this side in the moment the other side uses it again.
    response.setHeader("Connection", "close");
    answer().then(
      (text) => response.end(text),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  const address = await listenOnLoopback(server);
  project.provide("gatewayDatabaseBroker", `http://127.0.0.1:${address.port}`);
  return async () => {
    server.closeAllConnections();
    server.close();
    await (await template)?.remove();
    await (await postgres)?.stop();
  };
}

function listenOnLoopback(server: Server): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (typeof address === "object" && address !== null) resolve(address);
    });
  });
}
