import { z } from "@hono/zod-openapi";

/** `Idempotency-Key` of a `POST` that creates; spread into a route's `request`. */
export const idempotencyHeader = {
  headers: z.object({
    "idempotency-key": z
      .string()
      .regex(/^[\x20-\x7e]{1,255}$/, "Must be 1-255 printable ASCII characters.")
      .optional()
      .openapi({
        description:
          "Makes the call safe to repeat for 24 hours: the same key and body answer with the same resource.",
      }),
  }),
};

/** The header that marks a repetition. */
export const REPLAYED_HEADER = "Idempotency-Replayed";
