import type { Caller } from "../access/caller";
import type { Logger } from "../operations/logger";

/** One request to the MCP server: who asks, and until when an answer is wanted. */
export type McpCall = {
  readonly caller: Caller;
  readonly requestId: string;
  readonly logger: Logger;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
};
