import type { GatewayApp } from "../http/gateway-app";
import { registerCallbackRoutes } from "./callback-routes";
import { registerConnectRoutes } from "./connect-routes";
import type { ConnectionDependencies } from "./connection-dependencies";
import { createFlowCookie } from "./flow-cookie";

/** Registers the pages that owners go through to connect an account. */
export function registerOwnerRoutes(app: GatewayApp, dependencies: ConnectionDependencies): void {
  const cookie = createFlowCookie(dependencies.configuration.publicUrl);
  registerConnectRoutes(app, dependencies, cookie);
  registerCallbackRoutes(app, dependencies, cookie);
}
