import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ListeningServer, listen } from "../src/operations/listen";
import { createTestGateway, type TestGateway } from "./create-test-gateway";

describe("raw bytes on the socket", () => {
  let gateway: TestGateway;
  let server: ListeningServer;
  beforeAll(async () => {
    gateway = await createTestGateway({ engine: "embedded" });
    server = await listen(gateway.app, { host: "127.0.0.1", port: 0 });
  });
  afterAll(async () => {
    await server.stop();
    await gateway.close();
  });

  /** Sends bytes, ends its side, and gives back the statuses of all answers. */
  function send(bytes: string | Uint8Array): Promise<number[]> {
    return new Promise((resolve, reject) => {
      const socket = connect(server.port, "127.0.0.1");
      let answer = "";
      socket.on("data", (chunk) => {
        answer += chunk.toString("latin1");
      });
      socket.once("error", (error: NodeJS.ErrnoException) => {
        if (error.code !== "ECONNRESET" && error.code !== "EPIPE") reject(error);
      });
      socket.once("close", () =>
        resolve([...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map((match) => Number(match[1]))),
      );
      socket.end(bytes);
    });
  }

  const request = (line: string, headers: readonly string[] = [], body = "") =>
    [`${line} HTTP/1.1`, "Host: localhost", "Connection: close", ...headers, "", body].join("\r\n");
  const json = "Content-Type: application/json";
  const authorized = () => `Authorization: Bearer ${gateway.adminKey}`;

  it.each<[string, () => string | Uint8Array]>([
    ["nothing", () => ""],
    [
      "random bytes",
      () => Uint8Array.from({ length: 4_096 }, (_value, index) => (index * 89) % 256),
    ],
    ["a TLS greeting", () => Uint8Array.from([22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3])],
    ["HTTP/0.9", () => "GET /\r\n\r\n"],
    ["an unknown method", () => request("PURGE /v1/api-keys")],
    ["CONNECT", () => request("CONNECT example.com:443")],
    ["TRACE", () => request("TRACE /")],
    ["no host", () => "GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n"],
    [
      "a host that is none",
      () => "GET /healthz HTTP/1.1\r\nHost: a b/c\r\nConnection: close\r\n\r\n",
    ],
    ["two hosts", () => request("GET /healthz", ["Host: other"])],
    ["an absolute address", () => request("GET http://example.com/healthz")],
    ["an address of two slashes", () => request("GET //example.com/healthz")],
    ["an asterisk", () => request("OPTIONS *")],
    ["a broken percent-encoding", () => request("GET /%zz%")],
    ["an encoded NUL", () => request("GET /v1/api-keys/%00", [authorized()])],
    ["bytes outside ASCII in the address", () => request("GET /v1/\u00ff\u00fe", [authorized()])],
    ["a header of 64 KB", () => request("GET /healthz", [`X-Long: ${"x".repeat(65_536)}`])],
    ["an address of 64 KB", () => request(`GET /${"x".repeat(65_536)}`)],
    [
      "2,000 headers",
      () =>
        request(
          "GET /healthz",
          Array.from({ length: 2_000 }, (_v, i) => `X-${i}: 1`),
        ),
    ],
    ["a header without a name", () => request("GET /healthz", [": value"])],
    ["a header with a NUL", () => request("GET /healthz", ["X-Nul: a\u0000b"])],
    [
      "a negative length",
      () => request("POST /v1/api-keys", [authorized(), json, "Content-Length: -1"]),
    ],
    [
      "two lengths",
      () =>
        request(
          "POST /v1/api-keys",
          [authorized(), json, "Content-Length: 1", "Content-Length: 2"],
          "{}",
        ),
    ],
    [
      "a length and chunks",
      () =>
        request(
          "POST /v1/api-keys",
          [authorized(), json, "Content-Length: 2", "Transfer-Encoding: chunked"],
          "0\r\n\r\n",
        ),
    ],
    [
      "a chunk size that is none",
      () =>
        request(
          "POST /v1/api-keys",
          [authorized(), json, "Transfer-Encoding: chunked"],
          "zz\r\n{}\r\n0\r\n\r\n",
        ),
    ],
    [
      "a body that is cut off",
      () => request("POST /v1/api-keys", [authorized(), json, "Content-Length: 100"], '{"name":'),
    ],
    [
      "a chunked body that is cut off",
      () =>
        request("POST /v1/api-keys", [authorized(), json, "Transfer-Encoding: chunked"], "10\r\n{"),
    ],
    [
      "an unknown expectation",
      () => request("POST /v1/api-keys", [authorized(), json, "Expect: miracles"]),
    ],
    ["an upgrade", () => request("GET /healthz", ["Upgrade: websocket", "Connection: Upgrade"])],
  ])("%s: a refusal or silence, and the server lives on", async (_what, bytes) => {
    const statuses = await send(bytes());

    for (const status of statuses) expect(status).toBeLessThan(500);
    expect(await send(request("GET /healthz"))).toEqual([200]);
  });

  it("does not log a failure for any of it", () => {
    expect(gateway.logLines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });
});
