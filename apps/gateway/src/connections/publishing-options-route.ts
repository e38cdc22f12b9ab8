import { createRoute, z } from "@hono/zod-openapi";
import type { GatewayApp } from "../http/gateway-app";
import { commonProblems, jsonResponse, problemResponse, secured } from "../http/route-parts";
import type { ConnectionDependencies } from "./connection-dependencies";
import { getConnection } from "./find-connections";
import { publishingOptions } from "./publishing-options";
import { publishingOptionsSchema, toPublishingOptionsBody } from "./publishing-options-body";

const publishingOptionsRoute = createRoute({
  method: "get",
  path: "/v1/connections/{id}/publishing-options",
  tags: ["Connections"],
  summary: "What the account may post right now, asked of the platform",
  ...secured("connections"),
  request: {
    params: z.object({ id: z.string().max(128) }),
    query: z.strictObject({
      media: z.enum(["video", "image"]).optional().openapi({
        description: "What is to be posted; default: video where the platform takes it",
      }),
    }),
  },
  responses: {
    200: jsonResponse("Modes, options and limits of the account", publishingOptionsSchema),
    404: problemResponse("No such connection"),
    409: problemResponse("The connection cannot be used; `next_action` says what to do"),
    502: problemResponse("The platform refuses this gateway, or answered unexpectedly"),
    503: problemResponse("The platform cannot be reached"),
    ...commonProblems,
  },
});

/** Registers `/v1/connections/{id}/publishing-options`. */
export function registerPublishingOptionsRoute(
  app: GatewayApp,
  dependencies: ConnectionDependencies,
): void {
  app.openapi(publishingOptionsRoute, async (context) => {
    const { id } = context.req.valid("param");
    const { media } = context.req.valid("query");
    const connection = await getConnection(dependencies, context.get("caller"), id);
    const found = await publishingOptions(dependencies, connection, media ?? null);
    return context.json(toPublishingOptionsBody(found), 200);
  });
}
