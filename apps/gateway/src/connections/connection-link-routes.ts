import { createRoute, z } from "@hono/zod-openapi";
import type { Caller } from "../access/caller";
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
import type { CreatedOnce } from "../idempotency/create-once";
import {
  createConnectionBody,
  linkedConnectionSchema,
  reauthorizeBody,
  toLinkedConnectionBody,
} from "./connection-body";
import type { ConnectionDependencies } from "./connection-dependencies";
import { createConnection, type LinkedConnection } from "./create-connection";
import { findLinkedConnection } from "./find-linked-connection";
import { reauthorizeConnection } from "./reauthorize-connection";

const CREATE_PATH = "/v1/connections";
const REAUTHORIZE_PATH = "/v1/connections/{id}/reauthorize";

const createConnectionRoute = createRoute({
  method: "post",
  path: CREATE_PATH,
  tags: ["Connections"],
  summary: "Ask an account's owner to connect it; answers with the link for the owner",
  ...secured("connections"),
  request: { body: jsonBody(createConnectionBody), ...idempotencyHeader },
  responses: {
    201: jsonResponse("Pending; give `authorization_url` to the owner", linkedConnectionSchema),
    409: problemResponse("The first call with this Idempotency-Key still runs"),
    422: problemResponse(
      "No such platform or scope, a return URL that is not allowed, or the Idempotency-Key was used before",
    ),
    ...commonProblems,
  },
});

const reauthorizeRoute = createRoute({
  method: "post",
  path: REAUTHORIZE_PATH,
  tags: ["Connections"],
  summary: "Ask the owner of a connection to consent again, with the same account",
  ...secured("connections"),
  request: {
    params: z.object({ id: z.string().max(128) }),
    body: { ...jsonBody(reauthorizeBody), required: false },
    ...idempotencyHeader,
  },
  responses: {
    201: jsonResponse("Give `authorization_url` to the owner", linkedConnectionSchema),
    404: problemResponse("No such connection"),
    409: problemResponse("It is disconnected for good, or the first call still runs"),
    422: problemResponse("The Idempotency-Key was used before, or the platform is switched off"),
    ...commonProblems,
  },
});

/** Registers the routes that make links for owners. */
export function registerConnectionLinkRoutes(
  app: GatewayApp,
  dependencies: ConnectionDependencies,
): void {
  app.openapi(createConnectionRoute, async (context) => {
    const caller = context.get("caller");
    const body = context.req.valid("json");
    const call = {
      route: `POST ${CREATE_PATH}`,
      key: context.req.valid("header")["idempotency-key"],
      content: body,
    };
    const input = {
      platform: body.platform,
      user: body.user,
      scopes: body.scopes ?? null,
      inputs: body.inputs ?? {},
      returnUrl: body.return_url ?? null,
    };
    const created = await createByRequest(dependencies, context, call, (record) =>
      createConnection(dependencies, caller, input, record),
    );
    return context.json(await answer(dependencies, caller, created), 201);
  });

  app.openapi(reauthorizeRoute, async (context) => {
    const caller = context.get("caller");
    const { id } = context.req.valid("param");
    const call = {
      route: `POST ${REAUTHORIZE_PATH}`,
      key: context.req.valid("header")["idempotency-key"],
      content: { id },
    };
    const created = await createByRequest(dependencies, context, call, (record) =>
      reauthorizeConnection(dependencies, caller, id, record),
    );
    return context.json(await answer(dependencies, caller, created), 201);
  });
}

async function answer(
  dependencies: ConnectionDependencies,
  caller: Caller,
  created: CreatedOnce<LinkedConnection>,
) {
  const linked = created.replayed
    ? await findLinkedConnection(dependencies, caller, created.resourceId)
    : created.result;
  return toLinkedConnectionBody(linked);
}
