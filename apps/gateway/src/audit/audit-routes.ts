import { createRoute, z } from "@hono/zod-openapi";
import type { GatewayDatabase } from "../database/gateway-database";
import { ApiError } from "../http/api-error";
import type { GatewayApp } from "../http/gateway-app";
import { decodeCursor, pageQuery, pageSchema, toPage } from "../http/page-cursor";
import { commonProblems, jsonResponse, secured } from "../http/route-parts";
import { auditActions } from "./audit-action";
import { type AuditRow, findAuditEntries } from "./find-audit-entries";

const entrySchema = z
  .object({
    id: z.string(),
    at: z.string(),
    actor: z
      .object({
        kind: z.enum(["api_key", "owner", "platform", "gateway"]),
        id: z.string().nullable(),
      })
      .openapi({
        description:
          "The API key, your own id of the account's owner, the platform, or this service itself",
      }),
    action: z.enum(auditActions),
    object: z.object({ kind: z.string(), id: z.string() }),
    detail: z.record(z.string(), z.unknown()),
    request_id: z.string().nullable(),
  })
  .openapi("AuditEntry");

const listRoute = createRoute({
  method: "get",
  path: "/v1/audit",
  tags: ["Operations"],
  summary: "Who did what, by which key, on whose consent; newest first",
  ...secured("admin"),
  request: {
    query: z.strictObject({
      ...pageQuery,
      object: z
        .string()
        .max(128)
        .optional()
        .openapi({ description: "The id of the thing it was done to" }),
      actor: z
        .string()
        .max(128)
        .optional()
        .openapi({ description: "The id of who did it: a key's, or your own id of an owner" }),
      action: z.enum(auditActions).optional(),
    }),
  },
  responses: {
    200: jsonResponse("A page of entries", pageSchema(entrySchema)),
    ...commonProblems,
  },
});

/** Registers `/v1/audit`. */
export function registerAuditRoutes(
  app: GatewayApp,
  dependencies: { readonly database: GatewayDatabase },
): void {
  app.openapi(listRoute, async (context) => {
    const { limit, cursor, object, actor, action } = context.req.valid("query");
    const found = await findAuditEntries(dependencies, context.get("caller"), {
      filter: { object: object ?? null, actor: actor ?? null, action: action ?? null },
      before: entryNumber(cursor),
      count: limit + 1,
    });
    const positioned = found.map((row) => ({ row, id: String(row.id), createdAt: row.at }));
    const { rows, nextCursor } = toPage(positioned, limit);
    return context.json({ data: rows.map(({ row }) => toBody(row)), next_cursor: nextCursor }, 200);
  });
}

/** Entries are in the order of their numbers; the time in a cursor says nothing more. */
function entryNumber(cursor: string | undefined): string | null {
  const id = decodeCursor(cursor)?.id ?? null;
  if (id === null || /^\d{1,18}$/.test(id)) return id;
  throw new ApiError("invalid_request", {
    detail: "The cursor is of another list; start this one anew without it.",
    errors: [{ path: "?cursor", message: "Is not a cursor of this list." }],
  });
}

function toBody(row: AuditRow): z.output<typeof entrySchema> {
  return {
    id: String(row.id),
    at: row.at.toISOString(),
    actor: { kind: row.actor_kind, id: row.actor_id },
    action: row.action,
    object: { kind: row.object_kind, id: row.object_id },
    detail: { ...row.detail },
    request_id: row.request_id,
  };
}
