import { z } from "@hono/zod-openapi";

/** Ids are opaque; one of a wrong form names nothing, like one that does not exist. */
export const connectionIdInput = z
  .string()
  .min(1)
  .max(128)
  .describe("Id of the connection, con_…, from connect_account or list_connections");
