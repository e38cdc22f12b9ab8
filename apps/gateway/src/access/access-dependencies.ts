import type { GatewayDatabase } from "../database/gateway-database";

/** What the use cases of this room need. */
export type AccessDependencies = {
  readonly database: GatewayDatabase;
  readonly now: () => Date;
};
