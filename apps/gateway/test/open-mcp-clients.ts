import type { Client } from "@modelcontextprotocol/client";
import type { GatewayApp } from "../src/http/gateway-app";
import { listen } from "../src/operations/listen";
import { connectMcpClient, type McpRevision } from "./connect-mcp-client";

/** What an agent reads of one call. */
export type ToolAnswer = {
  readonly isError: boolean;
  /** The text, parsed: the result, or the problem document. */
  readonly body: Record<string, unknown>;
  /** The result once more, as structured content; `undefined` when refused. */
  readonly structured: unknown;
};

/** A gateway on a loopback socket, and the official client. */
export type McpClients = {
  /** Of the gateway, without a path. */
  readonly address: string;
  connect(key: string, revision?: McpRevision, path?: string): Promise<Client>;
  /** Every body that was answered so far. */
  frames(): Promise<readonly string[]>;
  /** Calls a tool on a connection that is kept for further calls with the same key. */
  call(key: string, tool: string, input?: Record<string, unknown>): Promise<ToolAnswer>;
  close(): Promise<void>;
};

/** Serves an application and lets official clients talk to it. */
export async function openMcpClients(app: GatewayApp): Promise<McpClients> {
  const server = await listen(app, { host: "127.0.0.1", port: 0 });
  const address = `http://127.0.0.1:${server.port}`;
  const clients = new Map<string, Promise<Client>>();
  const opened: Client[] = [];
  const frames: Promise<string>[] = [];
  const recordingFetch: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    frames.push(response.clone().text());
    return response;
  };

  const connect: McpClients["connect"] = async (key, revision = "2026-07-28", path = "/mcp") => {
    const client = await connectMcpClient({ address, key, revision, path, fetch: recordingFetch });
    opened.push(client);
    return client;
  };
  return {
    address,
    connect,
    frames: () => Promise.all(frames),
    call: async (key, name, input = {}) => {
      const client = clients.get(key) ?? connect(key);
      clients.set(key, client);
      return readAnswer(await (await client).callTool({ name, arguments: input }));
    },
    close: async () => {
      await Promise.all(opened.map((client) => client.close()));
      await server.stop();
    },
  };
}

/** What an agent reads of a call's result. */
export function readAnswer(result: Awaited<ReturnType<Client["callTool"]>>): ToolAnswer {
  const [content, ...more] = result.content;
  if (content?.type !== "text" || more.length > 0) throw new Error("Expected one text.");
  return {
    isError: result.isError === true,
    body: JSON.parse(content.text) as Record<string, unknown>,
    structured: result.structuredContent,
  };
}
