import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createPlatformClient, type PlatformRequest } from "./platform-client";

const servers: Server[] = [];

afterEach(async () => {
  await Promise.all(
    servers.splice(0).map(
      (server) =>
        new Promise((resolve) => {
          server.closeAllConnections();
          server.close(resolve);
        }),
    ),
  );
});

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

function clientFor(baseUrl: string, options: { timeoutMs?: number; maxBodyBytes?: number } = {}) {
  return createPlatformClient({
    platformName: "Acme",
    fetch: globalThis.fetch,
    baseUrl,
    timeoutMs: options.timeoutMs ?? 5_000,
    userAgent: "upload-post-test",
    ...(options.maxBodyBytes === undefined ? {} : { maxBodyBytes: options.maxBodyBytes }),
  });
}

function post(overrides: Partial<PlatformRequest> = {}): PlatformRequest {
  return { method: "POST", path: "/v1/token", signal: new AbortController().signal, ...overrides };
}

describe("createPlatformClient", () => {
  it("sends method, query, headers and form, and answers with the raw text of any status", async () => {
    const seen: Record<string, unknown> = {};
    const origin = await listen((request, response) => {
      let body = "";
      request.on("data", (chunk) => {
        body += chunk;
      });
      request.on("end", () => {
        Object.assign(seen, { url: request.url, method: request.method, body, ...request.headers });
        response.writeHead(418, { "X-Log": "abc" }).end('{"id": 7678907398077074696}');
      });
    });
    const answer = await clientFor(origin).send(
      post({
        query: { fields: "a,b" },
        headers: { authorization: "Bearer canary" },
        body: new URLSearchParams({ code: "a*b!c" }),
      }),
    );
    expect(answer).toMatchObject({
      status: 418,
      headers: { "x-log": "abc" },
      body: '{"id": 7678907398077074696}',
    });
    expect(seen).toMatchObject({
      url: "/v1/token?fields=a%2Cb",
      method: "POST",
      body: "code=a*b%21c",
      authorization: "Bearer canary",
      "user-agent": "upload-post-test",
    });
    expect(seen["content-type"]).toContain("application/x-www-form-urlencoded");
  });

  it("asks once, also after a 503 and a GET", async () => {
    let calls = 0;
    const origin = await listen((_request, response) => {
      calls += 1;
      response.writeHead(503, { "retry-after": "0" }).end();
    });
    const answer = await clientFor(origin).send(post({ method: "GET" }));
    expect(answer.status).toBe(503);
    expect(calls).toBe(1);
  });

  it("follows no redirect", async () => {
    let calls = 0;
    const origin = await listen((_request, response) => {
      calls += 1;
      response.writeHead(307, { location: "/elsewhere" }).end();
    });
    expect((await clientFor(origin).send(post({ body: "x" }))).status).toBe(307);
    expect(calls).toBe(1);
  });

  it("says that nothing was sent when nobody listens", async () => {
    const origin = await listen(() => undefined);
    const server = servers.pop();
    await new Promise((resolve) => server?.close(resolve));
    await expect(clientFor(origin).send(post())).rejects.toMatchObject({
      code: "platform_unavailable",
      effect: "none",
    });
  });

  it("says that the request may have arrived when the connection breaks", async () => {
    const origin = await listen((request) => request.socket.destroy());
    await expect(clientFor(origin).send(post())).rejects.toMatchObject({
      code: "platform_unavailable",
      effect: "possible",
    });
  });

  it("says that the request may have arrived when no answer comes in time", async () => {
    const origin = await listen(() => undefined);
    await expect(clientFor(origin, { timeoutMs: 50 }).send(post())).rejects.toMatchObject({
      code: "platform_unavailable",
      effect: "possible",
    });
  });

  it("limits the time of the body too", async () => {
    const origin = await listen((_request, response) => {
      response.writeHead(200).write("{");
    });
    await expect(clientFor(origin, { timeoutMs: 50 }).send(post())).rejects.toMatchObject({
      code: "platform_unavailable",
      effect: "possible",
    });
  });

  it("refuses an answer that is longer than allowed", async () => {
    const origin = await listen((_request, response) => {
      response.end("x".repeat(2_000));
    });
    await expect(clientFor(origin, { maxBodyBytes: 1_000 }).send(post())).rejects.toMatchObject({
      code: "platform_contract_broken",
      effect: "possible",
    });
  });

  it("throws the reason of an abort as it is", async () => {
    const controller = new AbortController();
    const origin = await listen(() => controller.abort(new Error("shutting down")));
    await expect(clientFor(origin).send(post({ signal: controller.signal }))).rejects.toThrow(
      "shutting down",
    );
  });
});
