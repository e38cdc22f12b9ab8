import { z } from "@hono/zod-openapi";
import { webhookEventTypes } from "../webhook-event-type";
import { disabledReasons } from "./disabled-reason";
import type { Endpoint } from "./endpoint";

const MAX_URL_CHARACTERS = 2048;

/** `POST /v1/webhook-endpoints`. */
export const createEndpointBody = z
  .strictObject({
    url: z.string().min(1).max(MAX_URL_CHARACTERS).openapi({
      description: "A public https address; http only to a host that the operator exempted",
      example: "https://example.com/upload-post",
    }),
    events: z
      .array(z.enum(webhookEventTypes))
      .min(1)
      .max(webhookEventTypes.length)
      .optional()
      .openapi({ description: "What to be told about; default: everything" }),
  })
  .openapi("CreateWebhookEndpoint");

/** An endpoint in answers. */
export const endpointSchema = z
  .object({
    id: z.string(),
    url: z.string(),
    events: z.array(z.enum(webhookEventTypes)),
    status: z.enum(["enabled", "disabled"]),
    disabled_at: z.iso.datetime().nullable(),
    disabled_reason: z
      .enum(disabledReasons)
      .nullable()
      .openapi({ description: "`gone`: it answered 410; `failing`: it took nothing for 5 days" }),
    failing_since: z.iso
      .datetime()
      .nullable()
      .openapi({ description: "Its first failure since it last took a message" }),
    created_at: z.iso.datetime(),
  })
  .openapi("WebhookEndpoint");

/** An endpoint in the answer that creates it, or that replaces its secret. */
export const secretEndpointSchema = endpointSchema
  .extend({
    secret: z
      .string()
      .nullable()
      .openapi({ description: "Shown this once; null when the call is a repetition" }),
  })
  .openapi("WebhookEndpointWithSecret");

/** The wire form of an endpoint. */
export function toEndpointBody(endpoint: Endpoint): z.output<typeof endpointSchema> {
  return {
    id: endpoint.id,
    url: endpoint.url,
    events: [...endpoint.events],
    status: endpoint.disabledAt === null ? "enabled" : "disabled",
    disabled_at: endpoint.disabledAt?.toISOString() ?? null,
    disabled_reason: endpoint.disabledReason,
    failing_since: endpoint.failingSince?.toISOString() ?? null,
    created_at: endpoint.createdAt.toISOString(),
  };
}
