import { createRoute, z } from "@hono/zod-openapi";
import type { GatewayApp } from "../http/gateway-app";
import { idempotencyHeader } from "../http/idempotency-header";
import { decodeCursor, pageQuery, pageSchema, toPage } from "../http/page-cursor";
import {
  commonProblems,
  jsonBody,
  jsonResponse,
  problemResponse,
  secured,
} from "../http/route-parts";
import { createByRequest } from "../idempotency/create-by-request";
import { createPost } from "./create-post";
import { getPost, listPosts } from "./find-posts";
import { postSchema, postStatuses } from "./post-body";
import { postRequestSchema } from "./post-request";
import type { PostsDependencies } from "./posts-dependencies";
import { toPostBody } from "./to-post-body";
import { waitForChange } from "./wait-for-change";

const PATH = "/v1/posts";
const MAX_WAIT_SECONDS = 60;

const createPostRoute = createRoute({
  method: "post",
  path: PATH,
  tags: ["Posts"],
  summary: "Post media to one or more connected accounts",
  ...secured("posts"),
  request: { body: jsonBody(postRequestSchema), ...idempotencyHeader },
  responses: {
    202: jsonResponse("The post; its deliveries are under way or wait for the owner", postSchema),
    409: problemResponse("The account is not usable now, or this was posted already"),
    422: problemResponse("The post is understood and cannot be made: see `errors`"),
    503: problemResponse("The platform cannot be asked"),
    ...commonProblems,
  },
});

const listPostsRoute = createRoute({
  method: "get",
  path: PATH,
  tags: ["Posts"],
  summary: "Posts, newest first",
  ...secured("posts"),
  request: {
    query: z.strictObject({
      ...pageQuery,
      user: z.string().max(128).optional(),
      connection: z.string().max(128).optional(),
      status: z.enum(postStatuses).optional(),
      reference: z.string().max(256).optional(),
    }),
  },
  responses: { 200: jsonResponse("A page of posts", pageSchema(postSchema)), ...commonProblems },
});

const getPostRoute = createRoute({
  method: "get",
  path: `${PATH}/{id}`,
  tags: ["Posts"],
  summary: "One post; with `wait_s`, as soon as something about it changes",
  ...secured("posts"),
  request: {
    params: z.object({ id: z.string().max(128) }),
    query: z.strictObject({
      wait_s: z.coerce.number().int().min(0).max(MAX_WAIT_SECONDS).default(0),
    }),
  },
  responses: {
    200: jsonResponse("The post", postSchema),
    404: problemResponse("No such post"),
    ...commonProblems,
  },
});

/** Registers making, listing and reading posts. */
export function registerPostRoutes(app: GatewayApp, dependencies: PostsDependencies): void {
  app.openapi(createPostRoute, async (context) => {
    const caller = context.get("caller");
    const content = context.req.valid("json");
    const call = {
      route: `POST ${PATH}`,
      key: context.req.valid("header")["idempotency-key"],
      content,
    };
    const created = await createByRequest(dependencies, context, call, (record) =>
      createPost(dependencies, caller, content, record),
    );
    const id = created.replayed ? created.resourceId : created.result;
    return context.json(toPostBody(await getPost(dependencies, caller, id)), 202);
  });

  app.openapi(listPostsRoute, async (context) => {
    const { limit, cursor, user, connection, status, reference } = context.req.valid("query");
    const found = await listPosts(dependencies, context.get("caller"), {
      filter: {
        user: user ?? null,
        connection: connection ?? null,
        status: status ?? null,
        reference: reference ?? null,
      },
      after: decodeCursor(cursor),
      count: limit + 1,
    });
    const positioned = found.map((record) => ({
      ...{ record, id: record.post.id, createdAt: record.post.created_at },
    }));
    const { rows, nextCursor } = toPage(positioned, limit);
    const data = rows.map(({ record }) => toPostBody(record));
    return context.json({ data, next_cursor: nextCursor }, 200);
  });

  app.openapi(getPostRoute, async (context) => {
    const { id } = context.req.valid("param");
    const ms = context.req.valid("query").wait_s * 1000;
    const { signal } = context.req.raw;
    const found = await waitForChange(dependencies, context.get("caller"), id, { ms, signal });
    return context.json(toPostBody(found), 200);
  });
}
