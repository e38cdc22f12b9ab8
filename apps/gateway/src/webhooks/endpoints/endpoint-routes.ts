import { createRoute, z } from "@hono/zod-openapi";
import type { GatewayApp } from "../../http/gateway-app";
import { idempotencyHeader } from "../../http/idempotency-header";
import { decodeCursor, pageQuery, pageSchema, toPage } from "../../http/page-cursor";
import {
  commonProblems,
  jsonBody,
  jsonResponse,
  problemResponse,
  secured,
} from "../../http/route-parts";
import { createByRequest } from "../../idempotency/create-by-request";
import type { WebhookDependencies } from "../webhook-dependencies";
import { createEndpoint } from "./create-endpoint";
import { deleteEndpoint } from "./delete-endpoint";
import {
  createEndpointBody,
  endpointSchema,
  secretEndpointSchema,
  toEndpointBody,
} from "./endpoint-body";
import { getEndpoint, listEndpoints } from "./find-endpoints";

const PATH = "/v1/webhook-endpoints";
const idParams = z.object({ id: z.string().max(128) });

const createEndpointRoute = createRoute({
  method: "post",
  path: PATH,
  tags: ["Webhooks"],
  summary: "Ask to be told about events; the signing secret is shown this once",
  ...secured("webhooks"),
  request: { body: jsonBody(createEndpointBody), ...idempotencyHeader },
  responses: {
    201: jsonResponse("The endpoint, with its secret", secretEndpointSchema),
    409: problemResponse("Too many endpoints, or the first call still runs"),
    422: problemResponse("A URL that is not public https, or the Idempotency-Key was used before"),
    ...commonProblems,
  },
});

const listEndpointsRoute = createRoute({
  method: "get",
  path: PATH,
  tags: ["Webhooks"],
  summary: "The webhook endpoints of the tenant, oldest first",
  ...secured("webhooks"),
  request: { query: z.strictObject(pageQuery) },
  responses: {
    200: jsonResponse("A page of endpoints", pageSchema(endpointSchema)),
    ...commonProblems,
  },
});

const getEndpointRoute = createRoute({
  method: "get",
  path: `${PATH}/{id}`,
  tags: ["Webhooks"],
  summary: "One webhook endpoint",
  ...secured("webhooks"),
  request: { params: idParams },
  responses: {
    200: jsonResponse("The endpoint, without its secret", endpointSchema),
    404: problemResponse("No such endpoint"),
    ...commonProblems,
  },
});

const deleteEndpointRoute = createRoute({
  method: "delete",
  path: `${PATH}/{id}`,
  tags: ["Webhooks"],
  summary: "Remove a webhook endpoint, and what it was still to be told",
  ...secured("webhooks"),
  request: { params: idParams },
  responses: {
    204: { description: "It is told nothing any more" },
    404: problemResponse("No such endpoint"),
    ...commonProblems,
  },
});

/** Registers making, listing, reading and removing endpoints. */
export function registerEndpointRoutes(app: GatewayApp, dependencies: WebhookDependencies): void {
  app.openapi(createEndpointRoute, async (context) => {
    const caller = context.get("caller");
    const body = context.req.valid("json");
    const call = {
      route: `POST ${PATH}`,
      key: context.req.valid("header")["idempotency-key"],
      content: body,
    };
    const input = { url: body.url, events: body.events ?? null };
    const created = await createByRequest(dependencies, context, call, (record) =>
      createEndpoint(dependencies, caller, input, record),
    );
    if (created.replayed) {
      const found = await getEndpoint(dependencies, caller, created.resourceId);
      return context.json({ ...toEndpointBody(found), secret: null }, 201);
    }
    const { result } = created;
    return context.json({ ...toEndpointBody(result), secret: result.secret }, 201);
  });

  app.openapi(listEndpointsRoute, async (context) => {
    const { limit, cursor } = context.req.valid("query");
    const found = await listEndpoints(dependencies, context.get("caller"), {
      after: decodeCursor(cursor),
      count: limit + 1,
    });
    const { rows, nextCursor } = toPage(found, limit);
    return context.json({ data: rows.map(toEndpointBody), next_cursor: nextCursor }, 200);
  });

  app.openapi(getEndpointRoute, async (context) => {
    const { id } = context.req.valid("param");
    const found = await getEndpoint(dependencies, context.get("caller"), id);
    return context.json(toEndpointBody(found), 200);
  });

  app.openapi(deleteEndpointRoute, async (context) => {
    const { id } = context.req.valid("param");
    await deleteEndpoint(dependencies, context.get("caller"), id);
    return context.body(null, 204);
  });
}
