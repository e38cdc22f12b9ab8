import { z } from "@hono/zod-openapi";
import { webhookEventTypes } from "../webhook-event-type";
import type { Message } from "./message";
import { attemptErrorCodes } from "./webhook-attempt";
import { webhookMessageStatuses } from "./webhook-message-status";

/** One line of the log. */
export const messageSchema = z
  .object({
    id: z.string().openapi({ description: "The `webhook-id`, the same in all attempts" }),
    endpoint: z.string(),
    type: z.enum(webhookEventTypes),
    subject: z.string().openapi({ description: "The delivery or connection it is about" }),
    status: z.enum(webhookMessageStatuses),
    attempts: z.array(
      z.object({
        at: z.iso.datetime(),
        response_status: z.int().nullable(),
        error_code: z.enum(attemptErrorCodes).nullable(),
        duration_ms: z.int(),
      }),
    ),
    next_attempt_at: z.iso.datetime().nullable().openapi({
      description: "null: none is due, or an earlier message about the same subject comes first",
    }),
    created_at: z.iso.datetime(),
  })
  .openapi("WebhookDelivery");

/** The wire form of a line of the log. */
export function toMessageBody(message: Message): z.output<typeof messageSchema> {
  return {
    id: message.id,
    endpoint: message.endpointId,
    type: message.type,
    subject: message.subjectId,
    status: message.status,
    attempts: message.attempts.map((attempt) => ({ ...attempt })),
    next_attempt_at: message.dueAt?.toISOString() ?? null,
    created_at: message.createdAt.toISOString(),
  };
}
