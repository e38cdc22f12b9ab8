import { createRoute, z } from "@hono/zod-openapi";
import { returnUrlSchema } from "../configuration/list-schema";
import type { GatewayApp } from "../http/gateway-app";
import { idempotencyHeader } from "../http/idempotency-header";
import {
  commonProblems,
  jsonBody,
  jsonResponse,
  problemResponse,
  secured,
} from "../http/route-parts";
import { createByRequest } from "../idempotency/create-by-request";
import type { AccessDependencies } from "./access-dependencies";
import { createTenant, getTenant, type Tenant, updateTenant } from "./tenants";

const PATH = "/v1/tenants";
const name = z.string().min(1).max(128);
const returnUrls = z
  .array(returnUrlSchema)
  .max(100)
  .openapi({
    type: "array",
    items: { type: "string", format: "uri" },
    description: "Prefixes that a `return_url` may have",
  });

const limits = z.strictObject({
  media_bytes: z
    .int()
    .min(0)
    .nullable()
    .openapi({ description: "Most that the tenant's media may take of the store; null: no limit" }),
});

const tenantSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    return_urls: z.array(z.string()),
    limits: z.object({ media_bytes: z.int().nullable() }),
  })
  .openapi("Tenant");

const createTenantRoute = createRoute({
  method: "post",
  path: PATH,
  tags: ["Tenants"],
  summary: "Make a tenant; only the bootstrap key may",
  ...secured("admin"),
  request: {
    body: jsonBody(
      z.strictObject({ name, return_urls: returnUrls.optional(), limits: limits.optional() }),
    ),
    ...idempotencyHeader,
  },
  responses: {
    201: jsonResponse("The new tenant", tenantSchema),
    409: problemResponse("The first call with this Idempotency-Key still runs"),
    422: problemResponse("The Idempotency-Key was used before"),
    ...commonProblems,
  },
});

const updateTenantRoute = createRoute({
  method: "patch",
  path: `${PATH}/{id}`,
  tags: ["Tenants"],
  summary: "Change a tenant; its limits by the bootstrap key only",
  ...secured("admin"),
  request: {
    params: z.object({ id: z.string().max(128) }),
    body: jsonBody(
      z.strictObject({
        name: name.optional(),
        return_urls: returnUrls.optional(),
        limits: limits.optional(),
      }),
    ),
  },
  responses: {
    200: jsonResponse("The tenant as it is now", tenantSchema),
    404: problemResponse("No such tenant"),
    ...commonProblems,
  },
});

/** Registers `/v1/tenants`. */
export function registerTenantRoutes(app: GatewayApp, dependencies: AccessDependencies): void {
  app.openapi(createTenantRoute, async (context) => {
    const caller = context.get("caller");
    const body = context.req.valid("json");
    const call = {
      route: `POST ${PATH}`,
      key: context.req.valid("header")["idempotency-key"],
      content: body,
    };
    const input = {
      name: body.name,
      returnUrls: body.return_urls ?? [],
      mediaBytes: body.limits?.media_bytes ?? null,
    };
    const created = await createByRequest(dependencies, context, call, (record) =>
      createTenant(dependencies, caller, input, record),
    );
    const tenant = created.replayed
      ? await getTenant(dependencies, caller, created.resourceId)
      : created.result;
    return context.json(toTenantBody(tenant), 201);
  });

  app.openapi(updateTenantRoute, async (context) => {
    const body = context.req.valid("json");
    const { id } = context.req.valid("param");
    const tenant = await updateTenant(dependencies, context.get("caller"), id, {
      name: body.name,
      returnUrls: body.return_urls,
      mediaBytes: body.limits?.media_bytes,
    });
    return context.json(toTenantBody(tenant), 200);
  });
}

function toTenantBody(tenant: Tenant): z.output<typeof tenantSchema> {
  return {
    id: tenant.id,
    name: tenant.name,
    return_urls: [...tenant.returnUrls],
    limits: { media_bytes: tenant.mediaBytes },
  };
}
