import type { z } from "@hono/zod-openapi";
import type { CallToolResult } from "@modelcontextprotocol/server";
import type { Caller } from "../access/caller";
import { ApiError } from "../http/api-error";
import { toApiError, toProblem } from "../http/error-response";
import { fieldErrors, jsonPointer } from "../http/validation-hook";
import type { McpCall } from "./mcp-call";
import type { Tool } from "./tool";

/** Runs a tool for a caller. A refusal is a result that the agent can read, in the same words as the API's. */
export async function callTool<Input extends z.ZodObject, Output extends z.ZodObject>(
  tool: Tool<Input, Output>,
  given: unknown,
  call: McpCall,
): Promise<CallToolResult> {
  try {
    requireScope(tool, call.caller);
    const result = await tool.run(call.caller, parseArguments(tool, given), call.signal);
    const structuredContent: Record<string, unknown> = { ...tool.output.parse(result) };
    return { structuredContent, content: [text(structuredContent)] };
  } catch (error) {
    const refusal = toApiError(error);
    const { requestId } = call;
    if (refusal.code === "internal_error") {
      call.logger.error({ error, requestId, route: `/mcp ${tool.name}` }, "tool failed");
    }
    return { isError: true, content: [text({ ...toProblem(refusal), request_id: requestId })] };
  }
}

function text(value: unknown) {
  return { type: "text" as const, text: JSON.stringify(value) };
}

function requireScope({ name, scope }: Pick<Tool, "name" | "scope">, caller: Caller): void {
  if (caller.scopes.has(scope)) return;
  throw new ApiError("insufficient_scope", {
    detail: `The tool ${name} needs an API key with the scope ${scope}. Ask the operator for one.`,
  });
}

function parseArguments<Input extends z.ZodObject, Output extends z.ZodObject>(
  { name, input }: Tool<Input, Output>,
  given: unknown,
): z.output<Input> {
  const parsed = input.safeParse(given ?? {});
  if (parsed.success) return parsed.data;
  throw new ApiError("invalid_request", {
    detail: `The arguments do not have the form that ${name} takes; see errors.`,
    errors: fieldErrors(parsed.error.issues, jsonPointer),
  });
}
