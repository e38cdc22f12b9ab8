import type { GatewayApp } from "../http/gateway-app";
import type { AccessDependencies } from "./access-dependencies";
import { registerApiKeyRoutes } from "./api-key-routes";
import { registerTenantRoutes } from "./tenant-routes";

/** Registers the routes of tenants and API keys. */
export function registerAccessRoutes(app: GatewayApp, dependencies: AccessDependencies): void {
  registerTenantRoutes(app, dependencies);
  registerApiKeyRoutes(app, dependencies);
}
