import { z } from "@hono/zod-openapi";
import type { Connection } from "./connection";
import { connectionStatuses } from "./connection-status";
import type { LinkedConnection } from "./create-connection";

/** `POST /v1/connections`. */
export const createConnectionBody = z
  .strictObject({
    platform: z.string().min(1).max(64).openapi({ example: "acme" }),
    user: z
      .string()
      .min(1)
      .max(128)
      .openapi({ description: "The caller's own id of the account's owner" }),
    scopes: z
      .array(z.string().min(1).max(128))
      .min(1)
      .max(50)
      .optional()
      .openapi({ description: "The platform's own names; default: all that its modes need" }),
    return_url: z.string().min(1).max(2048).optional().openapi({
      description:
        "Where the owner goes afterwards; inside a prefix that the tenant allows. It gets `connection`, `status` and `code` added to its query",
    }),
    inputs: z
      .record(z.string().max(64), z.string().max(512))
      .optional()
      .openapi({ description: "What the platform must know first; most need nothing" }),
  })
  .openapi("CreateConnection");

/** `POST /v1/connections/{id}/reauthorize`. */
export const reauthorizeBody = z.strictObject({}).openapi("ReauthorizeConnection");

/** A connection whose owner is to open a link. */
export const linkedConnectionSchema = z
  .object({
    id: z.string(),
    platform: z.string(),
    user: z.string(),
    status: z.enum(connectionStatuses),
    authorization_url: z.string().openapi({ description: "For the owner; works once" }),
    expires_at: z.iso.datetime(),
  })
  .openapi("LinkedConnection");

/** A connection in answers. */
export const connectionSchema = z
  .object({
    id: z.string(),
    platform: z.string(),
    user: z.string(),
    status: z.enum(connectionStatuses),
    account: z
      .object({
        id: z.string().openapi({ description: "The platform's stable id of the account" }),
        display_name: z.string().nullable(),
        username: z.string().nullable(),
        avatar_url: z.string().nullable(),
      })
      .nullable(),
    scopes: z.array(z.string()).openapi({ description: "Granted by the owner" }),
    missing_scopes: z.array(z.string()).openapi({ description: "Asked for and not granted" }),
    created_at: z.iso.datetime(),
    connected_at: z.iso.datetime().nullable(),
    reauthorize_before: z.iso
      .datetime()
      .nullable()
      .openapi({ description: "After this only a new consent helps" }),
    next_action: z
      .object({ type: z.literal("reauthorize"), connection: z.string() })
      .nullable()
      .openapi({
        description:
          "What is to be done now, or soon (`reauthorize_before`): send the owner a link from `POST /v1/connections/{id}/reauthorize`",
      }),
    last_error: z
      .object({ code: z.string(), message: z.string(), at: z.iso.datetime() })
      .nullable(),
  })
  .openapi("Connection");

/** `DELETE /v1/connections/{id}`. */
export const disconnectedSchema = z
  .object({
    id: z.string(),
    status: z.literal("disconnected"),
    platform_revoked: z.boolean().openapi({
      description: "The platform has confirmed that the grant is gone; false while that is retried",
    }),
  })
  .openapi("DisconnectedConnection");

/** The wire form of a connection and its link. */
export function toLinkedConnectionBody({
  connection,
  link,
}: LinkedConnection): z.output<typeof linkedConnectionSchema> {
  const { id, platform, user, status } = connection;
  return {
    id,
    platform,
    user,
    status,
    authorization_url: link.url,
    expires_at: link.expiresAt.toISOString(),
  };
}

/** The wire form of a connection. */
export function toConnectionBody(connection: Connection): z.output<typeof connectionSchema> {
  const { account, lastError } = connection;
  return {
    id: connection.id,
    platform: connection.platform,
    user: connection.user,
    status: connection.status,
    account:
      account === null
        ? null
        : {
            id: account.id,
            display_name: account.displayName,
            username: account.username,
            avatar_url: account.avatarUrl,
          },
    scopes: [...connection.grantedScopes],
    missing_scopes: [...connection.missingScopes],
    created_at: connection.createdAt.toISOString(),
    connected_at: connection.connectedAt?.toISOString() ?? null,
    reauthorize_before: connection.reauthorizeBefore?.toISOString() ?? null,
    next_action:
      connection.isEnding || connection.status === "reauthorization_required"
        ? { type: "reauthorize", connection: connection.id }
        : null,
    last_error:
      lastError === null
        ? null
        : { code: lastError.code, message: lastError.message, at: lastError.at.toISOString() },
  };
}
