import { createOnce } from "../idempotency/create-once";
import { createPost } from "../posts/create-post";
import { getPost } from "../posts/find-posts";
import { validationSchema } from "../posts/post-action-routes";
import { postSchema } from "../posts/post-body";
import { postRequestSchema } from "../posts/post-request";
import type { PostsDependencies } from "../posts/posts-dependencies";
import { toPostBody } from "../posts/to-post-body";
import { validatePost } from "../posts/validate-post";
import { idempotencyKeyInput } from "./idempotency-input";
import { defineTool, type Tool } from "./tool";
import { asksPlatform, makes } from "./tool-hints";

/** The tools that make posts. */
export function postTools(dependencies: PostsDependencies): readonly Tool[] {
  return [validateTool(dependencies), createTool(dependencies)];
}

function validateTool(dependencies: PostsDependencies) {
  return defineTool({
    name: "validate_post",
    title: "Check a post",
    description:
      "Makes every check that create_post would make, of media, texts, options and the account's state, without any effect. Mend every issue of severity error, then create the post.",
    scope: "posts",
    input: postRequestSchema,
    output: validationSchema,
    hints: asksPlatform,
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
      'Posts media to connected accounts, one delivery for each target. With review "owner" (the default) a "publish" delivery waits until the owner approves it: give review_url to the owner and to nobody else, then follow with get_post. A "draft" goes to the owner\'s inbox on the platform without a review. Always send an idempotency_key. Never post the same thing again because a delivery is unconfirmed: it may be out.',
    scope: "posts",
    input: postRequestSchema.extend({ idempotency_key: idempotencyKeyInput }),
    output: postSchema,
    hints: makes,
    run: async (caller, { idempotency_key: key, ...request }) => {
      // The same name as over HTTP, so that a key means the same on both.
      const call = { tenantId: caller.tenantId, route: "POST /v1/posts", key, content: request };
      const created = await createOnce(dependencies, call, (record) =>
        createPost(dependencies, caller, request, record),
      );
      const id = created.replayed ? created.resourceId : created.result;
      return toPostBody(await getPost(dependencies, caller, id));
    },
  });
}
