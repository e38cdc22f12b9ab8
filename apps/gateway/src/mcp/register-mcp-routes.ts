import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import type { Caller } from "../access/caller";
import type { GatewayApp } from "../http/gateway-app";
import type { Logger } from "../operations/logger";
import { mcpInstructions } from "./mcp-instructions";
import { registerTool } from "./register-tool";
import type { Tool } from "./tool";

/**
 * Registers the MCP server (Streamable HTTP, stateless): one server object a request, made for the
 * caller of that request, so that nothing is shared between tenants.
 */
export function registerMcpRoutes(
  app: GatewayApp,
  options: { readonly tools: readonly Tool[]; readonly logger: Logger; readonly version: string },
): void {
  const { tools, logger, version } = options;
  app.on(["POST", "GET", "DELETE"], "/mcp", async (context) => {
    const caller = context.get("caller");
    const { signal } = context.req.raw;
    const handler = createMcpHandler(
      () => createServer(tools, { caller, logger, signal, version }),
      { onerror: (error) => logger.warn({ error, route: "/mcp" }, "MCP request refused") },
    );
    return handler.fetch(context.req.raw);
  });
}

function createServer(
  tools: readonly Tool[],
  context: {
    readonly caller: Caller;
    readonly logger: Logger;
    readonly signal: AbortSignal;
    readonly version: string;
  },
): McpServer {
  const server = new McpServer(
    { name: "upload-post", title: "Upload Post", version: context.version },
    { instructions: mcpInstructions },
  );
  for (const tool of tools) registerTool(server, tool, context);
  return server;
}
