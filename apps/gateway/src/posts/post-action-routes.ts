import { createRoute, z } from "@hono/zod-openapi";
import type { GatewayApp } from "../http/gateway-app";
import {
  commonProblems,
  jsonBody,
  jsonResponse,
  problemResponse,
  secured,
} from "../http/route-parts";
import { cancelPost } from "./cancel-post";
import { cancellationSchema, toCancellationBody } from "./cancellation-body";
import { getPost } from "./find-posts";
import { deliverySchema, postSchema } from "./post-body";
import { postRequestSchema } from "./post-request";
import type { PostsDependencies } from "./posts-dependencies";
import { resolveDelivery } from "./resolve-delivery";
import { retryPost } from "./retry-post";
import { toDeliveryBody, toPostBody } from "./to-post-body";
import { validatePost } from "./validate-post";

const idParams = z.object({ id: z.string().max(128) });
const emptyBody = z.strictObject({}).optional();

/** What validating answers. */
export const validationSchema = z
  .object({
    valid: z.boolean(),
    issues: z.array(
      z.object({
        path: z.string(),
        code: z.string(),
        message: z.string(),
        severity: z.enum(["error", "warning"]),
      }),
    ),
    deliveries: z.array(
      z.object({
        connection: z.string(),
        request_preview: z.record(z.string(), z.unknown()).nullable(),
      }),
    ),
  })
  .openapi("PostValidation");

const validateRoute = createRoute({
  method: "post",
  path: "/v1/posts/validate",
  tags: ["Posts"],
  summary: "Make every check that posting would make, without any effect",
  ...secured("posts"),
  request: { body: jsonBody(postRequestSchema) },
  responses: { 200: jsonResponse("What was found", validationSchema), ...commonProblems },
});

const cancelRoute = createRoute({
  method: "post",
  path: "/v1/posts/{id}/cancel",
  tags: ["Posts"],
  summary: "Stop what can still be stopped",
  ...secured("posts"),
  request: {
    params: idParams,
    body: { required: false, content: { "application/json": { schema: emptyBody } } },
  },
  responses: {
    200: jsonResponse(
      "The post, with the deliveries that were stopped and those that could not be",
      cancellationSchema,
    ),
    404: problemResponse("No such post"),
    ...commonProblems,
  },
});

const retryRoute = createRoute({
  method: "post",
  path: "/v1/posts/{id}/retry",
  tags: ["Posts"],
  summary: "Begin the failed deliveries anew",
  ...secured("posts"),
  request: {
    params: idParams,
    body: { required: false, content: { "application/json": { schema: emptyBody } } },
  },
  responses: {
    200: jsonResponse(
      "The post, with the deliveries that begin anew",
      postSchema.extend({ retried: z.array(z.string()) }),
    ),
    404: problemResponse("No such post"),
    409: problemResponse("Nothing has failed"),
    ...commonProblems,
  },
});

const resolveRoute = createRoute({
  method: "post",
  path: "/v1/deliveries/{id}/resolve",
  tags: ["Posts"],
  summary: "Settle an unconfirmed delivery after a person has looked",
  ...secured("posts"),
  request: {
    params: idParams,
    body: jsonBody(z.strictObject({ outcome: z.enum(["published", "not_published"]) })),
  },
  responses: {
    200: jsonResponse("The delivery", deliverySchema),
    404: problemResponse("No such delivery"),
    409: problemResponse("The delivery is not unconfirmed"),
    ...commonProblems,
  },
});

/** Registers what can be done with a post after it was made, and validating before. */
export function registerPostActionRoutes(app: GatewayApp, dependencies: PostsDependencies): void {
  app.openapi(validateRoute, async (context) => {
    const found = await validatePost(
      dependencies,
      context.get("caller"),
      context.req.valid("json"),
    );
    return context.json(
      { ...found, issues: [...found.issues], deliveries: [...found.deliveries] },
      200,
    );
  });

  app.openapi(cancelRoute, async (context) => {
    const caller = context.get("caller");
    const { id } = context.req.valid("param");
    const result = await cancelPost(dependencies, caller, id);
    return context.json(toCancellationBody(await getPost(dependencies, caller, id), result), 200);
  });

  app.openapi(retryRoute, async (context) => {
    const caller = context.get("caller");
    const { id } = context.req.valid("param");
    const retried = await retryPost(dependencies, caller, id);
    const body = toPostBody(await getPost(dependencies, caller, id));
    return context.json({ ...body, retried: [...retried] }, 200);
  });

  app.openapi(resolveRoute, async (context) => {
    const caller = context.get("caller");
    const { id } = context.req.valid("param");
    const { outcome } = context.req.valid("json");
    const delivery = await resolveDelivery(dependencies, caller, id, outcome);
    const record = await getPost(dependencies, caller, delivery.post_id);
    const found = record.deliveries.find((entry) => entry.delivery.id === id);
    return context.json(toDeliveryBody(found ?? { delivery, events: [] }), 200);
  });
}
