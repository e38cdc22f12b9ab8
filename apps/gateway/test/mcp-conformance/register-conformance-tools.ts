import { setTimeout as delay } from "node:timers/promises";
import { fromJsonSchema, type McpServer, type ServerContext } from "@modelcontextprotocol/server";
import { PNG_BASE64, WAV_BASE64 } from "./conformance-content";

const text = (value: string) => ({ type: "text" as const, text: value });
const image = { type: "image" as const, data: PNG_BASE64, mimeType: "image/png" };
const audio = { type: "audio" as const, data: WAV_BASE64, mimeType: "audio/wav" };
const resource = (uri: string, mimeType: string, content: string) => ({
  type: "resource" as const,
  resource: { uri, mimeType, text: content },
});

/** The tools that the conformance suite asks for by name. */
export function registerConformanceTools(server: McpServer): void {
  const simple = {
    test_simple_text: [text("This is a simple text response for testing.")],
    test_image_content: [image],
    test_audio_content: [audio],
    test_embedded_resource: [
      resource("test://embedded-resource", "text/plain", "This is an embedded resource content."),
    ],
    test_multiple_content_types: [
      text("Multiple content types test:"),
      image,
      resource("test://mixed-content-resource", "application/json", '{"test":"data","value":123}'),
    ],
  };
  for (const [name, content] of Object.entries(simple)) {
    server.registerTool(name, { description: "Answers with fixed content." }, () => ({ content }));
  }
  server.registerTool("test_error_handling", { description: "Always fails." }, () => {
    throw new Error("This tool intentionally returns an error for testing");
  });
  server.registerTool("test_tool_with_logging", { description: "Logs." }, async (context) => {
    const lines = ["Tool execution started", "Tool processing data", "Tool execution completed"];
    for (const line of lines) {
      await context.mcpReq.log("info", line);
      await delay(50);
    }
    return { content: [text("Logged three lines.")] };
  });
  server.registerTool("test_tool_with_progress", { description: "Tells how far." }, tellProgress);
  server.registerTool(
    "json_schema_2020_12_tool",
    { description: "Tool with JSON Schema 2020-12 features", inputSchema: addressSchema },
    () => ({ content: [text("Taken.")] }),
  );
}

async function tellProgress(context: ServerContext) {
  const progressToken = context.mcpReq._meta?.progressToken;
  for (const progress of [0, 50, 100]) {
    if (progressToken !== undefined) {
      const params = { progressToken, progress, total: 100 };
      await context.mcpReq.notify({ method: "notifications/progress", params });
    }
    await delay(50);
  }
  return { content: [text("Went all the way.")] };
}

const addressSchema = fromJsonSchema({
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  $defs: {
    address: {
      type: "object",
      properties: { street: { type: "string" }, city: { type: "string" } },
    },
  },
  properties: { name: { type: "string" }, address: { $ref: "#/$defs/address" } },
  additionalProperties: false,
});
