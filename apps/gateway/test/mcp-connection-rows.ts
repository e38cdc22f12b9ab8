import { expect } from "vitest";
import type { ToolRow } from "./mcp-tool-rows";

const missingId = "con_0000000000000000zzzz";

/** The tools of connected accounts. */
export const connectionRows: readonly ToolRow[] = [
  {
    tool: "connect_account",
    scope: "connections",
    succeeds: async () => ({
      input: { platform: "memory", user: "owner-1", idempotency_key: "connect once" },
      result: {
        status: "pending",
        platform: "memory",
        user: "owner-1",
        authorization_url: expect.stringContaining("http://localhost:8787/connect/"),
      },
    }),
    refused: async () => ({
      input: { platform: "nowhere", user: "owner-1" },
      problem: { status: 422, code: "unknown_platform" },
    }),
    names: [{ kind: "nothing", why: "It makes something new and refers to nothing." }],
  },
  {
    tool: "reauthorize_account",
    scope: "connections",
    succeeds: async (world) => {
      const id = await world.makeConnection();
      return {
        input: { connection_id: id },
        result: { id, status: "active", authorization_url: expect.any(String) },
      };
    },
    refused: async (world) => {
      const id = await world.makeConnection();
      await world.clients.call(world.owner.key, "disconnect_account", { connection_id: id });
      return {
        input: { connection_id: id },
        problem: { status: 409, code: "connection_not_active" },
      };
    },
    names: [
      {
        kind: "thing",
        make: (world) => world.makeConnection(),
        missingId,
        input: (id) => ({ connection_id: id }),
      },
    ],
  },
  {
    tool: "list_connections",
    scope: "connections",
    succeeds: async (world) => {
      const id = await world.makeConnection("a lister");
      return {
        input: { user: "a lister", platform: "memory", status: "active" },
        result: { data: [expect.objectContaining({ id })], next_cursor: null },
      };
    },
    refused: async () => ({
      input: { cursor: "not a cursor" },
      problem: {
        code: "invalid_request",
        errors: [{ path: "/cursor", message: expect.anything() }],
      },
    }),
    names: [{ kind: "list", make: (world) => world.makeConnection(), input: {} }],
  },
  {
    tool: "get_connection",
    scope: "connections",
    succeeds: async (world) => {
      const id = await world.makeConnection();
      return {
        input: { connection_id: id },
        result: { id, status: "active", account: { display_name: "Account One" } },
      };
    },
    refused: async () => ({
      input: { connection_id: missingId },
      problem: { status: 404, code: "not_found", retryable: false },
    }),
    names: [
      {
        kind: "thing",
        make: (world) => world.makeConnection(),
        missingId,
        input: (id) => ({ connection_id: id }),
      },
    ],
  },
  {
    tool: "get_publishing_options",
    scope: "connections",
    succeeds: async (world) => ({
      input: { connection_id: await world.makeConnection(), media: "video" },
      result: {
        platform: "memory",
        modes: ["publish", "draft"],
        options_schema: { publish: { properties: { audience: expect.anything() } } },
      },
    }),
    refused: async (world) => ({
      input: { connection_id: await world.makePendingConnection() },
      problem: { status: 409, code: "connection_not_active" },
    }),
    names: [
      {
        kind: "thing",
        make: (world) => world.makeConnection(),
        missingId,
        input: (id) => ({ connection_id: id }),
      },
    ],
  },
  {
    tool: "disconnect_account",
    scope: "connections",
    succeeds: async (world) => {
      const id = await world.makeConnection();
      return {
        input: { connection_id: id },
        result: { id, status: "disconnected", platform_revoked: true },
      };
    },
    refused: async () => ({
      input: { connection_id: missingId },
      problem: { status: 404, code: "not_found" },
    }),
    names: [
      {
        kind: "thing",
        make: (world) => world.makeConnection(),
        missingId,
        input: (id) => ({ connection_id: id }),
      },
    ],
  },
];
