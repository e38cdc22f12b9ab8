import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";

/** The revisions of the protocol that are spoken. */
export const mcpRevisions = ["2026-07-28", "2025-11-25", "2025-06-18"] as const;

/** One of {@link mcpRevisions}. */
export type McpRevision = (typeof mcpRevisions)[number];

/** Whom a client talks to, and how. */
export type McpClientOptions = {
  /** Of the gateway, without a path. */
  readonly address: string;
  readonly key: string;
  readonly revision?: McpRevision;
  readonly path?: string;
  readonly fetch?: typeof globalThis.fetch;
};

/** Connects the official client; close it when done. */
export async function connectMcpClient(options: McpClientOptions): Promise<Client> {
  const {
    address,
    key,
    revision = "2026-07-28",
    path = "/mcp",
    fetch = globalThis.fetch,
  } = options;
  const client = new Client(
    { name: "test", version: "1" },
    revision === "2026-07-28"
      ? { versionNegotiation: { mode: { pin: revision } } }
      : { supportedProtocolVersions: [revision] },
  );
  await client.connect(
    new StreamableHTTPClientTransport(new URL(path, address), {
      fetch,
      requestInit: { headers: { Authorization: `Bearer ${key}`, "X-Request-Id": "same" } },
    }),
  );
  // Having seen the tools, it checks every result against the output schema.
  await client.listTools();
  return client;
}
