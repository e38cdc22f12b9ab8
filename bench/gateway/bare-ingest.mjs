// The least a server can do with a body: node:http writing it to disk. What ingest is measured against.
import { createWriteStream } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

const [, , directory = ""] = process.argv;

const server = createServer(async (request, response) => {
  await pipeline(request, createWriteStream(join(directory, "bare-ingest")));
  response.writeHead(201).end("{}");
});
server.requestTimeout = 0;

server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.send?.({ port: typeof address === "object" && address !== null ? address.port : 0 });
});
process.on("disconnect", () => process.exit());
