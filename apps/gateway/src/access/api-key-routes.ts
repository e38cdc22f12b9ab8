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
import type { AccessDependencies } from "./access-dependencies";
import {
  apiKeySchema,
  createApiKeyBody,
  newApiKeySchema,
  readLimits,
  toApiKeyBody,
} from "./api-key-body";
import { createApiKey } from "./create-api-key";
import { getApiKey, listApiKeys } from "./find-api-keys";
import { revokeApiKey } from "./revoke-api-key";

const PATH = "/v1/api-keys";
const keyParams = z.object({ id: z.string().max(128) });

const createKeyRoute = createRoute({
  method: "post",
  path: PATH,
  tags: ["API keys"],
  summary: "Make an API key; the key itself is shown this once",
  ...secured("admin"),
  request: { body: jsonBody(createApiKeyBody), ...idempotencyHeader },
  responses: {
    201: jsonResponse("The new key", newApiKeySchema),
    409: problemResponse("The first call with this Idempotency-Key still runs"),
    422: problemResponse("No such scope or tenant, or the Idempotency-Key was used before"),
    ...commonProblems,
  },
});

const listKeysRoute = createRoute({
  method: "get",
  path: PATH,
  tags: ["API keys"],
  summary: "The live API keys of the tenant, oldest first",
  ...secured("admin"),
  request: { query: z.strictObject(pageQuery) },
  responses: { 200: jsonResponse("A page of keys", pageSchema(apiKeySchema)), ...commonProblems },
});

const getKeyRoute = createRoute({
  method: "get",
  path: `${PATH}/{id}`,
  tags: ["API keys"],
  summary: "One API key",
  ...secured("admin"),
  request: { params: keyParams },
  responses: {
    200: jsonResponse("The key, without the key itself", apiKeySchema),
    404: problemResponse("No such key"),
    ...commonProblems,
  },
});

const revokeKeyRoute = createRoute({
  method: "delete",
  path: `${PATH}/{id}`,
  tags: ["API keys"],
  summary: "End an API key at once",
  ...secured("admin"),
  request: { params: keyParams },
  responses: {
    204: { description: "It no longer works" },
    404: problemResponse("No such key"),
    ...commonProblems,
  },
});

/** Registers `/v1/api-keys`. */
export function registerApiKeyRoutes(app: GatewayApp, dependencies: AccessDependencies): void {
  app.openapi(createKeyRoute, async (context) => {
    const caller = context.get("caller");
    const body = context.req.valid("json");
    const call = {
      route: `POST ${PATH}`,
      key: context.req.valid("header")["idempotency-key"],
      content: body,
    };
    const input = {
      name: body.name,
      scopes: body.scopes,
      tenantId: body.tenant ?? null,
      limits: readLimits(body.limits),
    };
    const created = await createByRequest(dependencies, context, call, (record) =>
      createApiKey(dependencies, caller, input, record),
    );
    if (created.replayed) {
      const found = await getApiKey(dependencies, caller, created.resourceId);
      return context.json({ ...toApiKeyBody(found), key: null }, 201);
    }
    const { result } = created;
    return context.json({ ...toApiKeyBody(result), key: result.key }, 201);
  });

  app.openapi(listKeysRoute, async (context) => {
    const { limit, cursor } = context.req.valid("query");
    const found = await listApiKeys(dependencies, context.get("caller"), {
      after: decodeCursor(cursor),
      count: limit + 1,
    });
    const { rows, nextCursor } = toPage(found, limit);
    return context.json({ data: rows.map(toApiKeyBody), next_cursor: nextCursor }, 200);
  });

  app.openapi(getKeyRoute, async (context) => {
    const { id } = context.req.valid("param");
    const found = await getApiKey(dependencies, context.get("caller"), id);
    return context.json(toApiKeyBody(found), 200);
  });

  app.openapi(revokeKeyRoute, async (context) => {
    const { id } = context.req.valid("param");
    await revokeApiKey(dependencies, context.get("caller"), id);
    return context.body(null, 204);
  });
}
