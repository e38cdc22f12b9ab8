import type { Connector } from "@upload-post/core/connector";
import type { GatewayCredentials } from "../credentials/gateway-credentials";
import type { GatewayDependencies } from "../gateway-dependencies";
import type { ConnectionHooks } from "./connection-hooks";

/** What the use cases of this room need. */
export type ConnectionDependencies = Pick<
  GatewayDependencies,
  "configuration" | "connectors" | "database" | "jobs" | "logger" | "now"
> & {
  readonly credentials: GatewayCredentials;
  readonly connectionHooks: ConnectionHooks;
};

/** The connector of a platform; `null` when it is not switched on. */
export function findConnector(
  { connectors }: Pick<ConnectionDependencies, "connectors">,
  platform: string,
): Connector | null {
  return connectors.get(platform) ?? null;
}
