import type { HttpBindings } from "@hono/node-server";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Caller } from "../access/caller";
import type { Logger } from "../operations/logger";

/** What middleware and handlers share about one request. */
export type GatewayEnvironment = {
  /** The Node request and response; absent when a test calls the app without a socket. */
  Bindings: Partial<HttpBindings>;
  Variables: {
    requestId: string;
    logger: Logger;
    /** Set by authentication on `/v1/*` and `/mcp`; nowhere else. */
    caller: Caller;
  };
};

/** The application that rooms register their routes on. */
export type GatewayApp = OpenAPIHono<GatewayEnvironment>;
