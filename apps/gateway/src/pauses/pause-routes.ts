import { createRoute, z } from "@hono/zod-openapi";
import type { GatewayFoundation } from "../gateway-foundation";
import type { GatewayApp } from "../http/gateway-app";
import {
  commonProblems,
  jsonBody,
  jsonResponse,
  problemResponse,
  secured,
} from "../http/route-parts";
import { pause, resume } from "./change-pause";
import { findPauses } from "./find-pauses";
import { EVERY_TENANT, type Pause, pauseScopes } from "./pause";

const requestSchema = z.strictObject({
  scope: z.enum(pauseScopes),
  id: z.string().min(1).max(128).optional().openapi({
    description: "The platform, connection or key; left out for `all`",
  }),
});

const scopeFields = {
  scope: z.enum(pauseScopes),
  id: z.string().nullable(),
  reach: z.enum(["tenant", "installation"]).openapi({
    description:
      "`installation`: made by the operator's key, and for the deliveries of every tenant",
  }),
};
const pausedSchema = z.object({ ...scopeFields, paused: z.boolean() }).openapi("PauseState");
const pauseSchema = z.object({ ...scopeFields, created_at: z.string() }).openapi("Pause");

const problems = {
  422: problemResponse("There is no such platform, connection or key"),
  ...commonProblems,
};

const pauseRoute = createRoute({
  method: "post",
  tags: ["Operations"],
  ...secured("admin"),
  request: { body: jsonBody(requestSchema) },
  path: "/v1/pause",
  summary: "Hold up all deliveries, or those of a platform, a connection or a key",
  responses: { 200: jsonResponse("It is held up", pausedSchema), ...problems },
});

const resumeRoute = createRoute({
  method: "post",
  tags: ["Operations"],
  ...secured("admin"),
  request: { body: jsonBody(requestSchema) },
  path: "/v1/resume",
  summary: "Take a pause back; what waited for it goes on at once",
  responses: { 200: jsonResponse("This pause holds nothing up", pausedSchema), ...problems },
});

const listRoute = createRoute({
  method: "get",
  path: "/v1/pauses",
  tags: ["Operations"],
  summary: "What holds up deliveries of the tenant at the moment",
  ...secured("admin"),
  responses: {
    200: jsonResponse("All pauses, oldest first", z.object({ data: z.array(pauseSchema) })),
    ...commonProblems,
  },
});

/** Registers pausing and resuming. */
export function registerPauseRoutes(
  app: GatewayApp,
  dependencies: Pick<GatewayFoundation, "database" | "connectors" | "jobs" | "now">,
): void {
  app.openapi(pauseRoute, async (context) => {
    const { scope, id = null } = context.req.valid("json");
    const held = await pause(dependencies, context.get("caller"), { scope, id });
    return context.json({ ...toBody(held), paused: true }, 200);
  });

  app.openapi(resumeRoute, async (context) => {
    const { scope, id = null } = context.req.valid("json");
    const released = await resume(dependencies, context.get("caller"), { scope, id });
    return context.json({ ...toBody(released), paused: false }, 200);
  });

  app.openapi(listRoute, async (context) => {
    const found = await findPauses(dependencies, context.get("caller"));
    const data = found.map((row) => ({
      ...toBody(row),
      created_at: row.created_at.toISOString(),
    }));
    return context.json({ data }, 200);
  });
}

function toBody({ scope, target, reach }: Pause) {
  const isEverywhere = reach === EVERY_TENANT;
  return {
    scope,
    id: target === "" ? null : target,
    reach: isEverywhere ? ("installation" as const) : ("tenant" as const),
  };
}
