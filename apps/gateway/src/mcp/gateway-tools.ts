import type { ConnectionDependencies } from "../connections/connection-dependencies";
import { connectionLinkTools } from "./connection-link-tools";
import { connectionTools } from "./connection-tools";
import type { Tool } from "./tool";

/** Every tool of the MCP server, in the order in which an agent needs them. */
export function gatewayTools(dependencies: ConnectionDependencies): readonly Tool[] {
  return [...connectionLinkTools(dependencies), ...connectionTools(dependencies)];
}
