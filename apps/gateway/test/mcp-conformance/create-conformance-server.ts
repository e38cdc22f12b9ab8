import { McpServer } from "@modelcontextprotocol/server";
import { registerConformancePrompts } from "./register-conformance-prompts";
import { registerConformanceResources } from "./register-conformance-resources";
import { registerConformanceTools } from "./register-conformance-tools";

/** A server with the fixtures of the conformance suite, to be served by the gateway's own route. */
export function createConformanceServer(): McpServer {
  const server = new McpServer(
    { name: "conformance-fixtures", version: "1" },
    { capabilities: { logging: {} } },
  );
  registerConformanceTools(server);
  registerConformanceResources(server);
  registerConformancePrompts(server);
  return server;
}
