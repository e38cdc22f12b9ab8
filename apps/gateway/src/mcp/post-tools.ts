import { z } from "@hono/zod-openapi";
import { createOnce } from "../idempotency/create-once";
import { cancelPost } from "../posts/cancel-post";
import { createPost } from "../posts/create-post";
import { getPost } from "../posts/find-posts";
import { validationSchema } from "../posts/post-action-routes";
import { postSchema } from "../posts/post-body";
import { postRequestSchema } from "../posts/post-request";
import type { PostsDependencies } from "../posts/posts-dependencies";
import { toPostBody } from "../posts/to-post-body";
import { validatePost } from "../posts/validate-post";
import { waitForChange } from "../posts/wait-for-change";
import { defineTool, type Tool } from "./tool";

const MAX_WAIT_SECONDS = 60;
const postId = z.string().min(1).max(128).describe("Id of the post, post_…");

/** The tools that make and follow posts. */
export function postTools(dependencies: PostsDependencies): readonly Tool[] {
  return [
    validateTool(dependencies),
    createTool(dependencies),
    getTool(dependencies),
    cancelTool(dependencies),
  ];
}

function validateTool(dependencies: PostsDependencies) {
  return defineTool({
    name: "validate_post",
    title: "Check a post",
    description:
      "Makes every check that create_post would make, without any effect. Mend what it names, then create the post.",
    scope: "posts",
    input: postRequestSchema,
    output: validationSchema,
    hints: { readOnlyHint: true, destructiveHint: false, idempotentHint: true },
    run: async (caller, request) => {
      const found = await validatePost(dependencies, caller, request);
      return { ...found, issues: [...found.issues], deliveries: [...found.deliveries] };
    },
  });
}

function createTool(dependencies: PostsDependencies) {
  return defineTool({
    name: "create_post",
    title: "Post media",
    description:
      'Posts media to connected accounts. With review "owner" (the default), a "publish" delivery waits until its owner approves it on review_url: give the owner that link. Never call it a second time for an unconfirmed delivery.',
    scope: "posts",
    input: postRequestSchema.extend({
      idempotency_key: z
        .string()
        .min(1)
        .max(255)
        .optional()
        .describe("The same key and post within 24 hours give the first answer again"),
    }),
    output: postSchema,
    hints: { readOnlyHint: false, destructiveHint: false, idempotentHint: false },
    run: async (caller, { idempotency_key: key, ...request }) => {
      const call = { tenantId: caller.tenantId, route: "POST /v1/posts", key, content: request };
      const created = await createOnce(dependencies, call, (record) =>
        createPost(dependencies, caller, request, record),
      );
      const id = created.replayed ? created.resourceId : created.result;
      return toPostBody(await getPost(dependencies, caller, id));
    },
  });
}

function getTool(dependencies: PostsDependencies) {
  return defineTool({
    name: "get_post",
    title: "Follow a post",
    description:
      "The state of a post and its deliveries. With wait_s it answers as soon as something changes, so call it in a loop instead of sleeping.",
    scope: "posts",
    input: z.object({
      post_id: postId,
      wait_s: z.number().int().min(0).max(MAX_WAIT_SECONDS).default(0),
    }),
    output: postSchema,
    hints: { readOnlyHint: true, destructiveHint: false, idempotentHint: true },
    run: async (caller, { post_id, wait_s }, signal) =>
      toPostBody(await waitForChange(dependencies, caller, post_id, { ms: wait_s * 1000, signal })),
  });
}

function cancelTool(dependencies: PostsDependencies) {
  return defineTool({
    name: "cancel_post",
    title: "Cancel a post",
    description:
      "Stops the deliveries that have not reached the platform yet; too_late names those that have.",
    scope: "posts",
    input: z.object({ post_id: postId }),
    output: postSchema.extend({ canceled: z.array(z.string()), too_late: z.array(z.string()) }),
    hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: true },
    run: async (caller, { post_id }) => {
      const { canceled, tooLate } = await cancelPost(dependencies, caller, post_id);
      const post = toPostBody(await getPost(dependencies, caller, post_id));
      return { ...post, canceled: [...canceled], too_late: [...tooLate] };
    },
  });
}
