import { z } from "@hono/zod-openapi";

/** The body that asks for a URL to be fetched. */
export const fetchRequestSchema = z
  .strictObject({
    url: z
      .string()
      .min(1)
      .max(2048)
      .openapi({ description: "http(s), on the public internet, at every redirect too" }),
  })
  .openapi("MediaFromUrl");
