import { z } from "@hono/zod-openapi";
import {
  connectionSchema,
  createConnectionBody,
  disconnectedSchema,
  linkedConnectionSchema,
  toConnectionBody,
  toLinkedConnectionBody,
} from "../connections/connection-body";
import type { ConnectionDependencies } from "../connections/connection-dependencies";
import { connectionStatuses } from "../connections/connection-status";
import { createConnection } from "../connections/create-connection";
import { disconnectConnection } from "../connections/disconnect-connection";
import { getConnection, listConnections } from "../connections/find-connections";
import { publishingOptions } from "../connections/publishing-options";
import {
  publishingOptionsSchema,
  toPublishingOptionsBody,
} from "../connections/publishing-options-body";
import { decodeCursor, pageSchema, toPage } from "../http/page-cursor";
import { recordNothing } from "../idempotency/create-once";
import { defineTool, type Tool } from "./tool";

const PAGE_LIMIT = 50;
const connectionId = z.string().min(1).max(128).describe("Id of the connection, con_…");

/** The tools that connect accounts and tell about them. */
export function connectionTools(dependencies: ConnectionDependencies): readonly Tool[] {
  return [
    connectTool(dependencies),
    listTool(dependencies),
    getTool(dependencies),
    optionsTool(dependencies),
    disconnectTool(dependencies),
  ];
}

function connectTool(dependencies: ConnectionDependencies) {
  return defineTool({
    name: "connect_account",
    title: "Connect an account",
    description:
      "Makes a one-time link on which the account's owner authorises this gateway. Give authorization_url to the owner and to nobody else, then ask get_connection until it is active.",
    scope: "connections",
    input: createConnectionBody,
    output: linkedConnectionSchema,
    hints: { readOnlyHint: false, destructiveHint: false, idempotentHint: false },
    run: async (caller, { platform, user, scopes, return_url, inputs }) => {
      const input = {
        platform,
        user,
        scopes: scopes ?? null,
        returnUrl: return_url ?? null,
        inputs: inputs ?? {},
      };
      return toLinkedConnectionBody(
        await createConnection(dependencies, caller, input, recordNothing),
      );
    },
  });
}

function listTool(dependencies: ConnectionDependencies) {
  return defineTool({
    name: "list_connections",
    title: "List connected accounts",
    description: "The accounts that are connected here, oldest first, 50 at a time.",
    scope: "connections",
    input: z.object({
      user: z.string().min(1).max(128).optional().describe("Your own id of the account's owner"),
      platform: z.string().min(1).max(64).optional(),
      status: z.enum(connectionStatuses).optional(),
      cursor: z.string().max(512).optional().describe("next_cursor of the page before"),
    }),
    output: pageSchema(connectionSchema),
    hints: { readOnlyHint: true, destructiveHint: false, idempotentHint: true },
    run: async (caller, { user, platform, status, cursor }) => {
      const filter = { user: user ?? null, platform: platform ?? null, status: status ?? null };
      const page = { after: decodeCursor(cursor), count: PAGE_LIMIT + 1 };
      const found = await listConnections(dependencies, caller, filter, page);
      const { rows, nextCursor } = toPage(found, PAGE_LIMIT);
      return { data: rows.map(toConnectionBody), next_cursor: nextCursor };
    },
  });
}

function getTool(dependencies: ConnectionDependencies) {
  return defineTool({
    name: "get_connection",
    title: "Look at one connected account",
    description: "The state of a connection; last_error says why one failed.",
    scope: "connections",
    input: z.object({ connection_id: connectionId }),
    output: connectionSchema,
    hints: { readOnlyHint: true, destructiveHint: false, idempotentHint: true },
    run: async (caller, { connection_id }) =>
      toConnectionBody(await getConnection(dependencies, caller, connection_id)),
  });
}

function optionsTool(dependencies: ConnectionDependencies) {
  return defineTool({
    name: "get_publishing_options",
    title: "What an account may post now",
    description:
      "Asks the platform what the account may do right now: its modes, the options of each as JSON Schema, text limits. Ask again after valid_until.",
    scope: "connections",
    input: z.object({
      connection_id: connectionId,
      media: z.enum(["video", "image"]).optional().describe("What you are about to post"),
    }),
    output: publishingOptionsSchema,
    hints: { readOnlyHint: true, destructiveHint: false, idempotentHint: true },
    run: async (caller, { connection_id, media }) => {
      const connection = await getConnection(dependencies, caller, connection_id);
      return toPublishingOptionsBody(
        await publishingOptions(dependencies, connection, media ?? null),
      );
    },
  });
}

function disconnectTool(dependencies: ConnectionDependencies) {
  return defineTool({
    name: "disconnect_account",
    title: "Disconnect an account",
    description:
      "Revokes the grant at the platform, forgets the credential, and stops its unfinished deliveries. The owner must connect it anew before anything can be posted again.",
    scope: "connections",
    input: z.object({ connection_id: connectionId }),
    output: disconnectedSchema,
    hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: true },
    run: async (caller, { connection_id }) => {
      const ended = await disconnectConnection(dependencies, caller, connection_id);
      return {
        id: connection_id,
        status: "disconnected" as const,
        platform_revoked: ended.platformRevoked,
      };
    },
  });
}
