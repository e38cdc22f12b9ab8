import { expect } from "vitest";
import type { ToolNaming, ToolRow } from "./mcp-tool-rows";
import type { McpWorld } from "./open-mcp-world";

const missingId = "post_0000000000000000zzzz";

const namesPost: ToolNaming = {
  kind: "thing",
  make: async (world) => (await world.makePost()).id,
  missingId,
  input: (id) => ({ post_id: id }),
};

/** A post names connections and media in its body. */
const namesParts: readonly ToolNaming[] = [
  {
    kind: "thing",
    make: (world) => world.makeConnection(),
    missingId: "con_0000000000000000zzzz",
    input: (id, world) => ({ ...world.draft(id, "med_0000000000000000zzzz"), text: "Somebody's" }),
  },
  {
    kind: "thing",
    make: (world) => world.makeMedia(),
    missingId: "med_0000000000000000zzzz",
    input: (id, world) => ({ ...world.draft(world.strangersConnection, id), text: "Mine now" }),
  },
];

/** The tools of posts. */
export const postRows: readonly ToolRow[] = [
  {
    tool: "validate_post",
    scope: "posts",
    succeeds: async (world) => ({
      input: world.draft(await world.makeConnection(), await world.makeMedia()),
      result: { valid: true, issues: [], deliveries: [{ request_preview: { mode: "draft" } }] },
    }),
    // What stands in the way of a post is its result.
    refused: null,
    names: namesParts,
  },
  {
    tool: "create_post",
    scope: "posts",
    succeeds: async (world) => ({
      input: {
        ...world.draft(await world.makeConnection(), await world.makeMedia()),
        idempotency_key: crypto.randomUUID(),
      },
      result: { status: "pending", review_url: null, deliveries: [{ status: "queued" }] },
    }),
    refused: async (world) => ({
      input: { ...world.draft(await world.makeConnection(), await world.makeMedia()), media: [] },
      problem: {
        status: 422,
        code: "media_rejected",
        errors: expect.arrayContaining([{ path: "/media", message: expect.any(String) }]),
      },
    }),
    names: namesParts,
  },
  {
    tool: "get_post",
    scope: "posts",
    succeeds: async (world) => {
      const { id } = await world.makePost();
      return { input: { post_id: id, wait_s: 0 }, result: { id, status: "pending" } };
    },
    refused: async () => ({
      input: { post_id: missingId, wait_s: 50 },
      problem: { status: 404, code: "not_found" },
    }),
    names: [namesPost],
  },
  {
    tool: "list_posts",
    scope: "posts",
    succeeds: async (world) => {
      const { id, reference } = await world.makePost();
      return {
        input: { reference },
        result: { data: [expect.objectContaining({ id, reference })], next_cursor: null },
      };
    },
    refused: async () => ({
      input: { cursor: "not a cursor" },
      problem: { code: "invalid_request", errors: [{ path: "/cursor" }] },
    }),
    names: [{ kind: "list", make: async (world) => (await world.makePost()).id, input: {} }],
  },
  {
    tool: "cancel_post",
    scope: "posts",
    succeeds: async (world) => {
      const { id, deliveryId } = await world.makePost();
      return {
        input: { post_id: id },
        result: { id, status: "canceled", canceled: [deliveryId], too_late: [] },
      };
    },
    refused: async () => ({
      input: { post_id: missingId },
      problem: { status: 404, code: "not_found" },
    }),
    names: [namesPost],
  },
  {
    tool: "retry_post",
    scope: "posts",
    succeeds: async (world) => {
      const { id, deliveryId } = await world.makePost();
      await setFailed(world, id);
      return { input: { post_id: id }, result: { id, retried: [deliveryId] } };
    },
    refused: async (world) => ({
      input: { post_id: (await world.makePost()).id },
      problem: { status: 409, code: "invalid_state" },
    }),
    names: [namesPost],
  },
];

async function setFailed({ test }: McpWorld, postId: string): Promise<void> {
  await test.gateway.dependencies.database.kysely
    .updateTable("deliveries")
    .set({ status: "failed", due_at: null })
    .where("post_id", "=", postId)
    .execute();
}
