import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toJsonSchema } from "../src/mcp/advertised-schema";
import { gatewayTools } from "../src/mcp/gateway-tools";
import { createPostsDependencies } from "../src/posts/create-posts-dependencies";
import { arbitraryOfJsonSchema } from "./arbitrary-of-json-schema";
import { mcpToolTable } from "./mcp-tool-table";
import { type McpWorld, openMcpWorld } from "./open-mcp-world";
import { withDatabases } from "./test-databases";

const RUNS = 60;

const otherWords = [
  "con_0000000000000000zzzz",
  "memory",
  "owner-1",
  "",
  "\u0000",
  "\ud800",
  "__proto__",
  "' OR 1=1 --",
];

/** The tool's own answer, a refusal among them. */
const aResult = expect.objectContaining({
  status: 200,
  body: expect.objectContaining({
    result: expect.objectContaining({ content: [expect.objectContaining({ type: "text" })] }),
  }),
});
/** The arguments are not even an object. */
const aProtocolError = expect.objectContaining({
  body: expect.objectContaining({ error: expect.objectContaining({ code: -32602 }) }),
});
/** JSON that the API takes nowhere. */
const aProblem = expect.objectContaining({
  status: 400,
  body: expect.objectContaining({ code: "invalid_request" }),
});

withDatabases("MCP tools under strange arguments", (engine) => {
  let world: McpWorld;
  beforeAll(async () => {
    world = await openMcpWorld(engine);
  });
  afterAll(() => world.close());

  describe.each(mcpToolTable)("$tool", ({ tool }) => {
    it("answers every one of them with a result or a reason", async () => {
      const found = toolsOf(world).find(({ name }) => name === tool);
      if (found === undefined) throw new Error(`There is no tool ${tool}.`);
      const words = [...(await ownIds()), ...otherWords];
      const schema = toJsonSchema(found.input, "input");
      await fc.assert(
        fc.asyncProperty(arbitraryOfJsonSchema(schema, words), async (input) => {
          const response = await call(tool, input);
          const text = await response.text();

          expect(text).not.toContain("internal_error");
          expect({ status: response.status, body: JSON.parse(text) }).toEqual(
            expect.toBeOneOf([aResult, aProtocolError, aProblem]),
          );
        }),
        { numRuns: RUNS, verbose: 1 },
      );
    });
  });

  it("leaves no error in the log", () => {
    expect(
      world.test.gateway.logLines.filter((line) => /"level":"?(error|50|fatal|60)/.test(line)),
    ).toEqual([]);
  });

  /** Made anew for every tool, since tools also end things. */
  async function ownIds(): Promise<readonly string[]> {
    const { id, mediaId } = await world.makePost();
    return [await world.makeConnection(), await world.makePendingConnection(), mediaId, id];
  }

  /** As a client would send it, but without a client that looks at the arguments first. */
  function call(name: string, input: unknown): Promise<Response> {
    const meta = {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientInfo": { name: "fuzz", version: "1" },
      "io.modelcontextprotocol/clientCapabilities": {},
    };
    const params = { name, arguments: input, _meta: meta };
    return fetch(`${world.clients.address}/mcp`, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${world.owner.key}`,
        "Content-Type": "application/json",
        Accept: "application/json, text/event-stream",
        "MCP-Protocol-Version": "2026-07-28",
        "Mcp-Method": "tools/call",
        "Mcp-Name": name,
      },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params }),
    });
  }
});

function toolsOf({ test }: McpWorld) {
  const { dependencies } = test.gateway;
  return gatewayTools(dependencies, createPostsDependencies(dependencies));
}
