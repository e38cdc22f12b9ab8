import { z } from "@hono/zod-openapi";
import { type ApiErrorCode, errorCodes } from "./error-codes";

const codeNames = Object.keys(errorCodes) as [ApiErrorCode, ...ApiErrorCode[]];

/** The body of every refusal (RFC 9457 with members of our own). */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum(codeNames),
    retryable: z.boolean(),
    request_id: z.string(),
    retry_after_s: z.int().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    next_action: z.record(z.string(), z.unknown()).optional(),
    outcome: z.enum(["not_published", "published", "unknown"]).optional(),
    platform: z
      .object({ name: z.string(), code: z.string().nullable(), log_id: z.string().nullable() })
      .optional(),
  })
  .openapi("Problem");

/** A refusal as it travels. */
export type Problem = z.output<typeof problemSchema>;
