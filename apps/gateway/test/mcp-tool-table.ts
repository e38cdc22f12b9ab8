import { connectionRows } from "./mcp-connection-rows";
import { mediaRows } from "./mcp-media-rows";
import { postRows } from "./mcp-post-rows";
import type { ToolRow } from "./mcp-tool-rows";

/** Every tool of the MCP server: what succeeds, what is refused, and how tenants are kept apart. */
export const mcpToolTable: readonly ToolRow[] = [...connectionRows, ...mediaRows, ...postRows];
