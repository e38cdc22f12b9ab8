import { createRoute, z } from "@hono/zod-openapi";
import type { GatewayApp } from "../../http/gateway-app";
import { commonProblems, jsonResponse, problemResponse, secured } from "../../http/route-parts";
import type { WebhookDependencies } from "../webhook-dependencies";
import { enableEndpoint } from "./enable-endpoint";
import { endpointSchema, secretEndpointSchema, toEndpointBody } from "./endpoint-body";
import { rotateEndpointSecret } from "./rotate-endpoint-secret";

const PATH = "/v1/webhook-endpoints/{id}";
const emptyBody = {
  required: false,
  content: { "application/json": { schema: z.strictObject({}).optional() } },
} as const;
const request = { params: z.object({ id: z.string().max(128) }), body: emptyBody };

const rotateSecretRoute = createRoute({
  method: "post",
  path: `${PATH}/rotate-secret`,
  tags: ["Webhooks"],
  summary: "Replace the signing secret; the old one signs too for a day",
  ...secured("webhooks"),
  request,
  responses: {
    200: jsonResponse("The endpoint, with its new secret", secretEndpointSchema),
    404: problemResponse("No such endpoint"),
    409: problemResponse("It was replaced too often within a day"),
    ...commonProblems,
  },
});

const enableRoute = createRoute({
  method: "post",
  path: `${PATH}/enable`,
  tags: ["Webhooks"],
  summary: "Let a disabled endpoint be told about events again, from now on",
  ...secured("webhooks"),
  request,
  responses: {
    200: jsonResponse("The endpoint", endpointSchema),
    404: problemResponse("No such endpoint"),
    ...commonProblems,
  },
});

/** Registers what can be done to an endpoint. */
export function registerEndpointActionRoutes(
  app: GatewayApp,
  dependencies: WebhookDependencies,
): void {
  app.openapi(rotateSecretRoute, async (context) => {
    const { id } = context.req.valid("param");
    const rotated = await rotateEndpointSecret(dependencies, context.get("caller"), id);
    return context.json({ ...toEndpointBody(rotated), secret: rotated.secret }, 200);
  });

  app.openapi(enableRoute, async (context) => {
    const { id } = context.req.valid("param");
    const enabled = await enableEndpoint(dependencies, context.get("caller"), id);
    return context.json(toEndpointBody(enabled), 200);
  });
}
