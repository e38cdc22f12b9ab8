import type { Connector } from "@upload-post/core/connector";
import type { GatewayFoundation } from "../gateway-foundation";

/** What the use cases of this room need. */
export type ConnectionDependencies = Pick<
  GatewayFoundation,
  | "configuration"
  | "connectionHooks"
  | "connectors"
  | "credentials"
  | "database"
  | "jobs"
  | "logger"
  | "now"
  | "platformLimits"
>;

/** The connector of a platform; `null` when it is not switched on. */
export function findConnector(
  { connectors }: Pick<ConnectionDependencies, "connectors">,
  platform: string,
): Connector | null {
  return connectors.get(platform) ?? null;
}
