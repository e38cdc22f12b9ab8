import { completable, type McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";
import { PNG_BASE64 } from "./conformance-content";

const says = (text: string) => ({
  role: "user" as const,
  content: { type: "text" as const, text },
});

/** The prompts that the conformance suite asks for by name. */
export function registerConformancePrompts(server: McpServer): void {
  server.registerPrompt("test_simple_prompt", { description: "One message." }, () => ({
    messages: [says("This is a simple prompt for testing.")],
  }));
  server.registerPrompt(
    "test_prompt_with_arguments",
    {
      description: "Fills in two arguments.",
      argsSchema: z.object({ arg1: completable(z.string(), () => []), arg2: z.string() }),
    },
    ({ arg1, arg2 }) => ({
      messages: [says(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)],
    }),
  );
  server.registerPrompt(
    "test_prompt_with_embedded_resource",
    { description: "Embeds a resource.", argsSchema: z.object({ resourceUri: z.string() }) },
    ({ resourceUri }) => ({
      messages: [
        {
          role: "user",
          content: {
            type: "resource",
            resource: {
              uri: resourceUri,
              mimeType: "text/plain",
              text: "Embedded resource content for testing.",
            },
          },
        },
        says("Please process the embedded resource above."),
      ],
    }),
  );
  server.registerPrompt("test_prompt_with_image", { description: "An image." }, () => ({
    messages: [
      { role: "user", content: { type: "image", data: PNG_BASE64, mimeType: "image/png" } },
      says("Please analyze the image above."),
    ],
  }));
}
