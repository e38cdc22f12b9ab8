import { z } from "@hono/zod-openapi";
import { pageSchema, toPage } from "../http/page-cursor";
import { cancelPost } from "../posts/cancel-post";
import { cancellationSchema, toCancellationBody } from "../posts/cancellation-body";
import { getPost, listPosts } from "../posts/find-posts";
import { postSchema, postStatuses } from "../posts/post-body";
import type { PostsDependencies } from "../posts/posts-dependencies";
import { retryPost } from "../posts/retry-post";
import { toPostBody } from "../posts/to-post-body";
import { waitForChange } from "../posts/wait-for-change";
import { cursorInput, PAGE_LENGTH, readPage } from "./page-input";
import { defineTool, type Tool } from "./tool";
import { ends, looksHere, makes } from "./tool-hints";

/** MCP clients give up after 60 s unless told otherwise, so the longest wait ends before. */
const MAX_WAIT_SECONDS = 50;
const postIdInput = z.string().min(1).max(128).describe("Id of the post, post_…");

/** The tools that follow posts, stop them, and begin failed ones anew. */
export function postStateTools(dependencies: PostsDependencies): readonly Tool[] {
  return [
    getTool(dependencies),
    listTool(dependencies),
    cancelTool(dependencies),
    retryTool(dependencies),
  ];
}

function getTool(dependencies: PostsDependencies) {
  return defineTool({
    name: "get_post",
    title: "Follow a post",
    description:
      "The state of a post and its deliveries. With wait_s it answers as soon as something changes: call it in a loop instead of sleeping. It is over when every delivery is published, in_inbox, failed, canceled or unconfirmed. An unconfirmed delivery may be out: never post it again; a person must look at the account and settle it.",
    scope: "posts",
    input: z.strictObject({
      post_id: postIdInput,
      wait_s: z
        .number()
        .int()
        .min(0)
        .max(MAX_WAIT_SECONDS)
        .default(0)
        .describe("How many seconds to wait for a change; 0 answers at once"),
    }),
    output: postSchema,
    hints: looksHere,
    run: async (caller, { post_id, wait_s }, signal) =>
      toPostBody(await waitForChange(dependencies, caller, post_id, { ms: wait_s * 1000, signal })),
  });
}

function listTool(dependencies: PostsDependencies) {
  return defineTool({
    name: "list_posts",
    title: "Find posts",
    description:
      "Posts, newest first, 20 at a time. Look here, by your reference, when you are not sure whether you have posted something already.",
    scope: "posts",
    input: z.strictObject({
      user: z.string().min(1).max(128).optional().describe("Your own id of the account's owner"),
      connection: z.string().min(1).max(128).optional().describe("Id of a connection, con_…"),
      status: z.enum(postStatuses).optional(),
      reference: z.string().min(1).max(256).optional().describe("Your own id of the post"),
      cursor: cursorInput,
    }),
    output: pageSchema(postSchema),
    hints: looksHere,
    run: async (caller, { user, connection, status, reference, cursor }) => {
      const filter = {
        user: user ?? null,
        connection: connection ?? null,
        status: status ?? null,
        reference: reference ?? null,
      };
      const found = await listPosts(dependencies, caller, { filter, ...readPage(cursor) });
      const positioned = found.map((record) => ({
        record,
        id: record.post.id,
        createdAt: record.post.created_at,
      }));
      const { rows, nextCursor } = toPage(positioned, PAGE_LENGTH);
      return { data: rows.map(({ record }) => toPostBody(record)), next_cursor: nextCursor };
    },
  });
}

function cancelTool(dependencies: PostsDependencies) {
  return defineTool({
    name: "cancel_post",
    title: "Cancel a post",
    description:
      "Stops the deliveries that cannot have appeared yet and names them in canceled; what the platform has already it is asked to give back. too_late names what ended or is not given back, requested what is not certain yet: it waits as canceling, and nothing more is sent of it; look at the post again at its resumes_at.",
    scope: "posts",
    input: z.strictObject({ post_id: postIdInput }),
    output: cancellationSchema,
    hints: ends,
    run: async (caller, { post_id }) => {
      const result = await cancelPost(dependencies, caller, post_id);
      return toCancellationBody(await getPost(dependencies, caller, post_id), result);
    },
  });
}

function retryTool(dependencies: PostsDependencies) {
  return defineTool({
    name: "retry_post",
    title: "Try failed deliveries again",
    description:
      "Begins the failed deliveries of a post anew, after the cause in their error is mended. Failed means proven not to be out, so nothing can appear twice. Deliveries in any other state, unconfirmed ones above all, are not touched.",
    scope: "posts",
    input: z.strictObject({ post_id: postIdInput }),
    output: postSchema.extend({ retried: z.array(z.string()) }),
    hints: makes,
    run: async (caller, { post_id }) => {
      const retried = await retryPost(dependencies, caller, post_id);
      const post = toPostBody(await getPost(dependencies, caller, post_id));
      return { ...post, retried: [...retried] };
    },
  });
}
