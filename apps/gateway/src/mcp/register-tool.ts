import type { z } from "@hono/zod-openapi";
import type { CallToolResult, McpServer } from "@modelcontextprotocol/server";
import type { Caller } from "../access/caller";
import { ApiError } from "../http/api-error";
import { toApiError, toProblem } from "../http/error-response";
import type { Logger } from "../operations/logger";
import type { Tool } from "./tool";

/** Offers a tool to one caller. A refusal is a result the agent can read, in the same words as the API's. */
export function registerTool<Input extends z.ZodObject, Output extends z.ZodObject>(
  server: McpServer,
  tool: Tool<Input, Output>,
  context: { readonly caller: Caller; readonly logger: Logger; readonly signal: AbortSignal },
): void {
  const { name, title, description, input, output, hints } = tool;
  const settings = {
    title,
    description,
    inputSchema: input.strict(),
    outputSchema: output,
    annotations: { ...hints, openWorldHint: true },
  };
  server.registerTool(name, settings, async (given: unknown): Promise<CallToolResult> => {
    try {
      requireScope(tool, context.caller);
      // The server has parsed the input with this very schema; parsing again gives it its type.
      const result = await tool.run(context.caller, input.parse(given), context.signal);
      const structuredContent = { ...output.parse(result) };
      return { structuredContent, content: [{ type: "text", text: JSON.stringify(result) }] };
    } catch (error) {
      const refusal = toApiError(error);
      if (refusal.code === "internal_error") {
        context.logger.error({ error, route: `/mcp ${name}` }, "tool failed");
      }
      return {
        isError: true,
        content: [{ type: "text", text: JSON.stringify(toProblem(refusal)) }],
      };
    }
  });
}

function requireScope(tool: Pick<Tool, "name" | "scope">, caller: Caller): void {
  if (caller.scopes.has(tool.scope)) return;
  throw new ApiError("insufficient_scope", {
    detail: `The tool ${tool.name} needs an API key with the scope ${tool.scope}. Ask the operator for one.`,
  });
}
