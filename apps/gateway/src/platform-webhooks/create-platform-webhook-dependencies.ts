import { createConnectionPorts } from "../connections/connection-ports";
import type { GatewayDependencies } from "../gateway-dependencies";
import type { PlatformWebhookDependencies } from "./platform-webhook-dependencies";

/** Ties this room to the gateway's connections. */
export function createPlatformWebhookDependencies(
  dependencies: GatewayDependencies,
): PlatformWebhookDependencies {
  const { confirmAccount } = createConnectionPorts(dependencies);
  return { ...dependencies, confirmAccount };
}
