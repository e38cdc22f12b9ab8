// A server on loopback that takes bodies and forgets them: the other end of a throughput measurement.
import { createServer } from "node:http";

const server = createServer((request, response) => {
  let receivedBytes = 0;
  request.on("data", (chunk) => {
    receivedBytes += chunk.byteLength;
  });
  request.on("end", () => {
    const complete = receivedBytes === Number(request.headers["content-length"]);
    response.writeHead(complete ? 200 : 400).end();
  });
});

server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.send?.({ port: typeof address === "object" && address !== null ? address.port : 0 });
});
process.on("disconnect", () => process.exit());
