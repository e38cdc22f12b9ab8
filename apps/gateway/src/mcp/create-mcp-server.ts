import { McpServer, type StandardSchemaWithJSON } from "@modelcontextprotocol/server";
import { advertisedSchema } from "./advertised-schema";
import { callTool } from "./call-tool";
import type { McpCall } from "./mcp-call";
import { mcpInstructions } from "./mcp-instructions";
import type { Tool } from "./tool";

/** Makes the server object of one request; nothing is shared between callers. */
export type CreateMcpServer = (call: McpCall) => McpServer;

/** Nothing about the tools changes while a gateway runs, and they are the same for every key. */
const listsMayBeCached = { ttlMs: 3_600_000, cacheScope: "public" } as const;

/** The version of the API, which is that of the tools. */
const VERSION = "1";

/** Prepares tools, each of a name of its own, to be offered to callers. */
export function createMcpServerFactory(tools: readonly Tool[]): CreateMcpServer {
  const offers = tools.map(prepare);
  return (call) => {
    const server = new McpServer(
      { name: "upload-post", title: "Upload Post", version: VERSION },
      {
        instructions: mcpInstructions,
        capabilities: { tools: { listChanged: false } },
        cacheHints: { "tools/list": listsMayBeCached, "server/discover": listsMayBeCached },
      },
    );
    for (const offer of offers) offer(server, call);
    return server;
  };
}

/** The schemas are converted once and not for every request. */
function prepare(tool: Tool): (server: McpServer, call: McpCall) => void {
  const { name, title, description, input, output, hints } = tool;
  const inputSchema = advertisedSchema(input, "input");
  const outputSchema = advertisedSchema(output, "output");
  const settings: Settings = { title, description, inputSchema, outputSchema, annotations: hints };
  return (server, call) => {
    server.registerTool(name, settings, (given, context) => {
      const signal = AbortSignal.any([call.signal, context.mcpReq.signal]);
      return callTool(tool, given, { ...call, signal });
    });
  };
}

type Settings = {
  readonly title: string;
  readonly description: string;
  readonly inputSchema: StandardSchemaWithJSON<unknown, unknown>;
  readonly outputSchema: StandardSchemaWithJSON<unknown, unknown>;
  readonly annotations: Tool["hints"];
};
