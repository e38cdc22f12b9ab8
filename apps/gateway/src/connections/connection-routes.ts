import { createRoute, z } from "@hono/zod-openapi";
import type { GatewayApp } from "../http/gateway-app";
import { decodeCursor, pageQuery, pageSchema, toPage } from "../http/page-cursor";
import { commonProblems, jsonResponse, problemResponse, secured } from "../http/route-parts";
import { connectionSchema, disconnectedSchema, toConnectionBody } from "./connection-body";
import type { ConnectionDependencies } from "./connection-dependencies";
import { registerConnectionLinkRoutes } from "./connection-link-routes";
import { connectionStatuses } from "./connection-status";
import { disconnectConnection } from "./disconnect-connection";
import { getConnection, listConnections } from "./find-connections";
import { registerPublishingOptionsRoute } from "./publishing-options-route";

const PATH = "/v1/connections";
const connectionParams = z.object({ id: z.string().max(128) });

const listConnectionsRoute = createRoute({
  method: "get",
  path: PATH,
  tags: ["Connections"],
  summary: "The tenant's connections, oldest first",
  ...secured("connections"),
  request: {
    query: z.strictObject({
      ...pageQuery,
      user: z.string().min(1).max(128).optional(),
      platform: z.string().min(1).max(64).optional(),
      status: z.enum(connectionStatuses).optional(),
    }),
  },
  responses: {
    200: jsonResponse("A page of connections", pageSchema(connectionSchema)),
    ...commonProblems,
  },
});

const getConnectionRoute = createRoute({
  method: "get",
  path: `${PATH}/{id}`,
  tags: ["Connections"],
  summary: "One connection",
  ...secured("connections"),
  request: { params: connectionParams },
  responses: {
    200: jsonResponse("The connection", connectionSchema),
    404: problemResponse("No such connection"),
    ...commonProblems,
  },
});

const disconnectRoute = createRoute({
  method: "delete",
  path: `${PATH}/{id}`,
  tags: ["Connections"],
  summary: "End a connection: withdraw the grant, destroy the credential, stop its deliveries",
  ...secured("connections"),
  request: { params: connectionParams },
  responses: {
    200: jsonResponse("It is disconnected; repeating this is harmless", disconnectedSchema),
    404: problemResponse("No such connection"),
    ...commonProblems,
  },
});

/** Registers `/v1/connections`. */
export function registerConnectionRoutes(
  app: GatewayApp,
  dependencies: ConnectionDependencies,
): void {
  registerConnectionLinkRoutes(app, dependencies);
  registerPublishingOptionsRoute(app, dependencies);

  app.openapi(listConnectionsRoute, async (context) => {
    const { limit, cursor, user, platform, status } = context.req.valid("query");
    const filter = { user: user ?? null, platform: platform ?? null, status: status ?? null };
    const page = { after: decodeCursor(cursor), count: limit + 1 };
    const found = await listConnections(dependencies, context.get("caller"), filter, page);
    const { rows, nextCursor } = toPage(found, limit);
    return context.json({ data: rows.map(toConnectionBody), next_cursor: nextCursor }, 200);
  });

  app.openapi(getConnectionRoute, async (context) => {
    const { id } = context.req.valid("param");
    const found = await getConnection(dependencies, context.get("caller"), id);
    return context.json(toConnectionBody(found), 200);
  });

  app.openapi(disconnectRoute, async (context) => {
    const { id } = context.req.valid("param");
    const ended = await disconnectConnection(dependencies, context.get("caller"), id);
    const body = { id, status: "disconnected" as const, platform_revoked: ended.platformRevoked };
    return context.json(body, 200);
  });
}
