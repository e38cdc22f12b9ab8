import { createMcpHandler } from "@modelcontextprotocol/server";
import type { GatewayApp } from "../http/gateway-app";
import { MAX_JSON_BYTES } from "../http/strict-json";
import { strictJsonBody } from "../http/strict-json-body";
import type { CreateMcpServer } from "./create-mcp-server";
import { refuseForeignAddress } from "./own-addresses";

/**
 * Registers an MCP server (Streamable HTTP, stateless) at a path that already requires an API key.
 *
 * It speaks 2026-07-28, and 2025-06-18 and 2025-11-25 request by request, without sessions; other methods
 * than POST are answered 405. A body is read under the same rules as any other JSON of the API. Nothing
 * that it lists ever changes, so `subscriptions/listen` is refused.
 */
export function registerMcpRoute(
  app: GatewayApp,
  options: {
    readonly path: string;
    readonly publicUrl: string;
    readonly createServer: CreateMcpServer;
  },
): void {
  const { path, publicUrl, createServer } = options;
  app.post(
    path,
    async (context, next) => refuseForeignAddress(context.req.raw, publicUrl) ?? next(),
    strictJsonBody,
    async (context) => {
      const { raw, bodyCache } = context.req;
      const logger = context.get("logger");
      const requestId = context.get("requestId");
      const caller = context.get("caller");
      const handler = createMcpHandler(
        () => createServer({ caller, requestId, logger, signal: raw.signal }),
        {
          maxRequestBodySize: MAX_JSON_BYTES,
          maxSubscriptions: 0,
          onerror: (error) => logger.info({ error, requestId, route: path }, "MCP request refused"),
        },
      );
      // A body of another type was not read; the handler refuses it unread.
      const text = await bodyCache.text;
      return handler.fetch(raw, text === undefined ? {} : { parsedBody: JSON.parse(text) });
    },
  );
}
