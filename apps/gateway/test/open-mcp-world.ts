import { createTestConnections, type TestConnections } from "./create-test-connections";
import { type McpClients, openMcpClients } from "./open-mcp-clients";
import type { DatabaseEngine } from "./test-databases";

/** A tenant and a key of it that may do everything. */
export type Tenant = { readonly id: string; readonly key: string };

/** A gateway on a socket, its platform in memory, and two tenants that know nothing of each other. */
export type McpWorld = {
  readonly test: TestConnections;
  readonly clients: McpClients;
  readonly owner: Tenant;
  readonly stranger: Tenant;
  /** Connects another account of the owner's tenant; answers the connection's id. */
  makeConnection(user?: string): Promise<string>;
  /** Begins to connect one, and leaves it there. */
  makePendingConnection(): Promise<string>;
  close(): Promise<void>;
};

/** Opens the world; it costs about two seconds. */
export async function openMcpWorld(engine: DatabaseEngine): Promise<McpWorld> {
  const test = await createTestConnections(engine);
  const clients = await openMcpClients(test.gateway.app);
  const owner = await test.gateway.createTenant();
  const stranger = await test.gateway.createTenant();
  let accounts = 0;
  return {
    test,
    clients,
    owner,
    stranger,
    makeConnection: (user = "owner-1") => {
      accounts += 1;
      test.signInAs(`account-${accounts}`);
      return test.connect({ user }, owner.key);
    },
    makePendingConnection: async () => String((await test.create({}, owner.key))["id"]),
    close: async () => {
      await clients.close();
      await test.close();
    },
  };
}
