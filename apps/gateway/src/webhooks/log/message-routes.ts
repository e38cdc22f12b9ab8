import { createRoute, z } from "@hono/zod-openapi";
import type { GatewayApp } from "../../http/gateway-app";
import { decodeCursor, pageQuery, pageSchema, toPage } from "../../http/page-cursor";
import { commonProblems, jsonResponse, problemResponse, secured } from "../../http/route-parts";
import type { WebhookDependencies } from "../webhook-dependencies";
import { listMessages } from "./find-messages";
import { messageSchema, toMessageBody } from "./message-body";
import { replayMessage } from "./replay-message";
import { webhookMessageStatuses } from "./webhook-message-status";

const PATH = "/v1/webhook-deliveries";

const listRoute = createRoute({
  method: "get",
  path: PATH,
  tags: ["Webhooks"],
  summary: "What endpoints were told or are still to be told, newest first",
  ...secured("webhooks"),
  request: {
    query: z.strictObject({
      ...pageQuery,
      endpoint: z.string().max(128).optional(),
      status: z.enum(webhookMessageStatuses).optional(),
    }),
  },
  responses: {
    200: jsonResponse("A page of the log", pageSchema(messageSchema)),
    ...commonProblems,
  },
});

const replayRoute = createRoute({
  method: "post",
  path: `${PATH}/{id}/replay`,
  tags: ["Webhooks"],
  summary: "Send an event again, under its id",
  ...secured("webhooks"),
  request: {
    params: z.object({ id: z.string().max(128) }),
    body: {
      required: false,
      content: { "application/json": { schema: z.strictObject({}).optional() } },
    },
  },
  responses: {
    202: jsonResponse("It is sent again", messageSchema),
    404: problemResponse("No such line in the log"),
    409: problemResponse("The endpoint is disabled"),
    ...commonProblems,
  },
});

/** Registers the log and its replay. */
export function registerMessageRoutes(app: GatewayApp, dependencies: WebhookDependencies): void {
  app.openapi(listRoute, async (context) => {
    const { limit, cursor, endpoint, status } = context.req.valid("query");
    const filter = { endpointId: endpoint ?? null, status: status ?? null };
    const found = await listMessages(dependencies, context.get("caller"), filter, {
      after: decodeCursor(cursor),
      count: limit + 1,
    });
    const { rows, nextCursor } = toPage(found, limit);
    return context.json({ data: rows.map(toMessageBody), next_cursor: nextCursor }, 200);
  });

  app.openapi(replayRoute, async (context) => {
    const { id } = context.req.valid("param");
    const replayed = await replayMessage(dependencies, context.get("caller"), id);
    return context.json(toMessageBody(replayed), 202);
  });
}
