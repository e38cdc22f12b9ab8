import { z } from "@hono/zod-openapi";
import {
  connectionSchema,
  disconnectedSchema,
  toConnectionBody,
} from "../connections/connection-body";
import type { ConnectionDependencies } from "../connections/connection-dependencies";
import { connectionStatuses } from "../connections/connection-status";
import { disconnectConnection } from "../connections/disconnect-connection";
import { getConnection, listConnections } from "../connections/find-connections";
import { publishingOptions } from "../connections/publishing-options";
import {
  publishingOptionsSchema,
  toPublishingOptionsBody,
} from "../connections/publishing-options-body";
import { pageSchema, toPage } from "../http/page-cursor";
import { connectionIdInput } from "./connection-id-input";
import { cursorInput, PAGE_LENGTH, readPage } from "./page-input";
import { defineTool, type Tool } from "./tool";
import { asksPlatform, ends, looksHere } from "./tool-hints";

/** The tools that tell about connected accounts, and end their connection. */
export function connectionTools(dependencies: ConnectionDependencies): readonly Tool[] {
  return [
    listTool(dependencies),
    getTool(dependencies),
    optionsTool(dependencies),
    disconnectTool(dependencies),
  ];
}

function listTool(dependencies: ConnectionDependencies) {
  return defineTool({
    name: "list_connections",
    title: "List connected accounts",
    description:
      "The accounts that owners have connected here, or were asked to connect, 20 at a time. Look here before you ask an owner to connect: the account may be connected already.",
    scope: "connections",
    input: z.strictObject({
      user: z.string().min(1).max(128).optional().describe("Your own id of the account's owner"),
      platform: z.string().min(1).max(64).optional(),
      status: z
        .enum(connectionStatuses)
        .optional()
        .describe("Only accounts that are active can be posted to"),
      cursor: cursorInput,
    }),
    output: pageSchema(connectionSchema),
    hints: looksHere,
    run: async (caller, { user, platform, status, cursor }) => {
      const filter = { user: user ?? null, platform: platform ?? null, status: status ?? null };
      const found = await listConnections(dependencies, caller, filter, readPage(cursor));
      const { rows, nextCursor } = toPage(found, PAGE_LENGTH);
      return { data: rows.map(toConnectionBody), next_cursor: nextCursor };
    },
  });
}

function getTool(dependencies: ConnectionDependencies) {
  return defineTool({
    name: "get_connection",
    title: "Look at one connected account",
    description:
      "The state of a connection. While it is pending, the owner has not finished: ask again every few seconds, or later. last_error says why it failed; reauthorization_required means that the owner must open a new link from reauthorize_account.",
    scope: "connections",
    input: z.strictObject({ connection_id: connectionIdInput }),
    output: connectionSchema,
    hints: looksHere,
    run: async (caller, { connection_id }) =>
      toConnectionBody(await getConnection(dependencies, caller, connection_id)),
  });
}

function optionsTool(dependencies: ConnectionDependencies) {
  return defineTool({
    name: "get_publishing_options",
    title: "What an account may post now",
    description:
      "Asks the platform what the account may do right now: its modes, the options of each as JSON Schema, limits of texts and of video length, what is left of its quota. Ask before you write a post, and again after valid_until.",
    scope: "connections",
    input: z.strictObject({
      connection_id: connectionIdInput,
      media: z
        .enum(["video", "image"])
        .optional()
        .describe("What you are about to post; options differ"),
    }),
    output: publishingOptionsSchema,
    hints: asksPlatform,
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
      "Revokes the grant at the platform, destroys the credential and cancels the account's unfinished deliveries. Only when the owner asks for it: the owner must consent anew before anything can be posted again.",
    scope: "connections",
    input: z.strictObject({ connection_id: connectionIdInput }),
    output: disconnectedSchema,
    hints: ends,
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
