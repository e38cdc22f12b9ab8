import { request } from "node:http";
import { z } from "@hono/zod-openapi";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mcpRevisions } from "../../test/connect-mcp-client";
import { createTestGateway, type TestGateway } from "../../test/create-test-gateway";
import { type McpClients, openMcpClients } from "../../test/open-mcp-clients";
import { createMcpServerFactory } from "./create-mcp-server";
import { registerMcpRoute } from "./register-mcp-route";
import { defineTool } from "./tool";
import { looksHere } from "./tool-hints";

const echo = defineTool({
  name: "echo",
  title: "Echo",
  description: "Answers with what it is told.",
  scope: "posts",
  input: z.strictObject({ word: z.string().max(20) }),
  output: z.object({ word: z.string(), tenant: z.string() }),
  hints: looksHere,
  run: async (caller, { word }) => ({ word, tenant: caller.tenantId }),
});

const list = { jsonrpc: "2.0", id: 1, method: "tools/list", params: {} };

describe("the MCP route", () => {
  let gateway: TestGateway;
  let clients: McpClients;
  let headers: Record<string, string>;
  beforeAll(async () => {
    gateway = await createTestGateway({ engine: "embedded" });
    const createServer = createMcpServerFactory([echo]);
    // Addresses under /v1 need a key, like /mcp itself.
    registerMcpRoute(gateway.app, {
      ...{ path: "/v1/local", publicUrl: "http://localhost:8787", createServer },
    });
    registerMcpRoute(gateway.app, {
      ...{ path: "/v1/public", publicUrl: "https://post.example", createServer },
    });
    clients = await openMcpClients(gateway.app);
    headers = {
      Authorization: `Bearer ${gateway.adminKey}`,
      "Content-Type": "application/json",
      Accept: "application/json, text/event-stream",
    };
  });
  afterAll(async () => {
    await clients.close();
    await gateway.close();
  });

  /** A request as it is, with headers that `fetch` would not send. */
  function post(
    path: string,
    more: Record<string, string>,
    body = JSON.stringify(list),
  ): Promise<{ status: number; text: string; headers: Record<string, unknown> }> {
    return new Promise((resolve, reject) => {
      const sent = request(`${clients.address}${path}`, {
        method: "POST",
        headers: { ...headers, ...more },
      });
      sent.once("error", reject);
      sent.once("response", (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          text += chunk;
        });
        response.once("end", () =>
          resolve({ status: response.statusCode ?? 0, text, headers: response.headers }),
        );
      });
      sent.end(body);
    });
  }

  it.each(mcpRevisions)("serves revision %s", async (revision) => {
    const client = await clients.connect(gateway.adminKey, revision, "/v1/local");

    expect(client.getServerVersion()).toMatchObject({ name: "upload-post", version: "1" });
    expect(client.getNegotiatedProtocolVersion()).toBe(revision);
    expect(client.getInstructions()).toContain("unconfirmed");
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(["echo"]);
    const called = await client.callTool({ name: "echo", arguments: { word: "hello" } });
    expect(called.structuredContent).toEqual({ word: "hello", tenant: "default" });
  });

  it("counts requests like any other of the same key", async () => {
    const answer = await post("/v1/local", {});

    expect(answer.status).toBe(200);
    expect(answer.headers).toHaveProperty("ratelimit");
    expect(answer.headers).toHaveProperty("x-request-id");
  });

  it.each(["", "Bearer wrong-key-000000", "Basic abc"])(
    "needs a key, and not %j",
    async (value) => {
      const answer = await post("/v1/local", { Authorization: value });

      expect(answer.status).toBe(401);
      expect(answer.headers["www-authenticate"]).toBe("Bearer");
      expect(JSON.parse(answer.text)).toMatchObject({ code: "unauthorized" });
    },
  );

  it.each([
    ["/v1/local", "http://localhost:8787", 200],
    ["/v1/local", "http://127.0.0.1:6274", 200],
    ["/v1/local", "https://evil.example", 403],
    ["/v1/local", "http://localhost.evil.example", 403],
    ["/v1/local", "null", 403],
    ["/v1/public", "https://post.example", 200],
    ["/v1/public", "http://localhost:6274", 403],
    ["/v1/public", "https://evil.example", 403],
  ])("at %s, answers a page of %s with %d", async (path, origin, status) => {
    expect((await post(path, { Origin: origin })).status).toBe(status);
  });

  it.each([
    ["/v1/local", "localhost", 200],
    ["/v1/local", "[::1]:8787", 200],
    ["/v1/local", "evil.example", 403],
    ["/v1/local", "127.0.0.1.evil.example:8787", 403],
    ["/v1/public", "post.example", 200],
    ["/v1/public", "upload-post.internal:8787", 200],
  ])("at %s, answers a request for host %s with %d", async (path, host, status) => {
    expect((await post(path, { Host: host })).status).toBe(status);
  });

  it.each(["GET", "DELETE", "PUT"])("does not take %s: there are no sessions", async (method) => {
    const answer = await fetch(`${clients.address}/v1/local`, { method, headers });

    expect(await answer.json()).toMatchObject({ status: 405, code: "method_not_allowed" });
    expect(answer.headers.get("allow")).toBe("POST");
  });

  it.each([
    ["not JSON", "{", 400],
    ["a member twice", '{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}', 400],
    ["too deep", `${"[".repeat(30)}${"]".repeat(30)}`, 400],
    ["too large", JSON.stringify({ ...list, padding: "x".repeat(300_000) }), 413],
    ["no message", "{}", 400],
  ])("refuses a body that is %s", async (_what, body, status) => {
    const answer = await post("/v1/local", {}, body);

    expect(answer.status).toBe(status);
    expect(gateway.logLines.join("\n")).not.toContain('"level":"error"');
  });

  it("refuses a body of another type unread", async () => {
    expect((await post("/v1/local", { "Content-Type": "text/plain" })).status).toBe(415);
  });

  it("opens no stream of changes, because nothing changes", async () => {
    const client = await clients.connect(gateway.adminKey, "2026-07-28", "/v1/local");

    await expect(client.listen({ toolsListChanged: true })).rejects.toThrow(/limit/);
  });
});
