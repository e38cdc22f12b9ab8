import { createTestConnections, type TestConnections } from "./create-test-connections";
import { readJson } from "./create-test-gateway";
import { contents } from "./create-test-media";
import { type McpClients, openMcpClients } from "./open-mcp-clients";
import type { DatabaseEngine } from "./test-databases";

/** A tenant and a key of it that may do everything. */
type Tenant = { readonly id: string; readonly key: string };

/** A gateway on a socket, its platform in memory, and two tenants that know nothing of each other. */
export type McpWorld = {
  readonly test: TestConnections;
  readonly clients: McpClients;
  readonly owner: Tenant;
  readonly stranger: Tenant;
  /** An active connection of the stranger's own. */
  readonly strangersConnection: string;
  /** Connects another account of the owner's tenant; answers the connection's id. */
  makeConnection(user?: string): Promise<string>;
  /** Begins to connect one, and leaves it there. */
  makePendingConnection(): Promise<string>;
  /** Stores a video in the owner's tenant; answers its id. */
  makeMedia(): Promise<string>;
  /** A post that needs no review, never the same text twice. */
  draft(connection: string, media: string): Readonly<Record<string, unknown>>;
  /** Makes such a post in the owner's tenant; nothing delivers it. */
  makePost(): Promise<{
    readonly id: string;
    readonly deliveryId: string;
    readonly mediaId: string;
    readonly reference: string;
  }>;
  close(): Promise<void>;
};

/** Opens the world; it costs about two seconds. */
export async function openMcpWorld(engine: DatabaseEngine): Promise<McpWorld> {
  const test = await createTestConnections(engine);
  const { gateway } = test;
  const clients = await openMcpClients(gateway.app);
  const owner = await gateway.createTenant();
  const stranger = await gateway.createTenant();
  const video = await contents("vertical-h264-aac.mp4");
  let serial = 0;
  const connect = (key: string, user: string) => {
    serial += 1;
    test.signInAs(`account-${serial}`);
    return test.connect({ user }, key);
  };
  const makeConnection: McpWorld["makeConnection"] = (user = "owner-1") => connect(owner.key, user);
  const makeMedia = async () => {
    const stored = await gateway.request("/v1/media", {
      method: "POST",
      key: owner.key,
      headers: { "Content-Type": "video/mp4" },
      body: Uint8Array.from(video),
    });
    return String((await readJson(stored, 201)).id);
  };
  const draft: McpWorld["draft"] = (connection, media) => {
    serial += 1;
    const options = { audience: "everyone", transfer: "offset", commit: "last-byte" };
    return {
      media: [media],
      text: `Text ${serial}`,
      targets: [{ connection, mode: "draft", options }],
      reference: `reference ${serial}`,
    };
  };
  return {
    test,
    clients,
    owner,
    stranger,
    strangersConnection: await connect(stranger.key, "stranger"),
    makeConnection,
    makePendingConnection: async () => String((await test.create({}, owner.key)).id),
    makeMedia,
    draft,
    makePost: async () => {
      const mediaId = await makeMedia();
      const json = draft(await makeConnection(), mediaId);
      const made = await gateway.request("/v1/posts", { method: "POST", key: owner.key, json });
      const { id, reference, deliveries } = await readJson(made, 202);
      const [delivery] = deliveries as readonly { readonly id: string }[];
      const deliveryId = delivery?.id ?? "";
      return { id: String(id), deliveryId, mediaId, reference: String(reference) };
    },
    close: async () => {
      await clients.close();
      await test.close();
    },
  };
}
