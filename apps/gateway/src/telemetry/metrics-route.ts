import { createRoute, z } from "@hono/zod-openapi";
import { DEFAULT_TENANT_ID } from "../access/default-tenant";
import type { GatewayDatabase } from "../database/gateway-database";
import { ApiError } from "../http/api-error";
import type { GatewayApp } from "../http/gateway-app";
import { commonProblems, secured } from "../http/route-parts";
import { measureDeliveries } from "./measure-deliveries";
import type { Telemetry } from "./telemetry";

/** What the route needs. */
export type MetricsDependencies = {
  readonly telemetry: Telemetry;
  readonly database: GatewayDatabase;
  readonly now: () => Date;
};

const metricsRoute = createRoute({
  method: "get",
  path: "/metrics",
  tags: ["Operations"],
  summary:
    "Counters and gauges of this replica, for Prometheus; only for keys of the operator's tenant",
  ...secured("admin"),
  responses: {
    200: {
      description: "Prometheus' text format",
      content: { "text/plain": { schema: z.string() } },
    },
    ...commonProblems,
  },
});

/** Registers `/metrics`. The figures are the whole installation's, so no other tenant may read them. */
export function registerMetricsRoute(app: GatewayApp, dependencies: MetricsDependencies): void {
  const { metrics } = dependencies.telemetry;
  app.openapi(metricsRoute, async (context) => {
    if (context.get("caller").tenantId !== DEFAULT_TENANT_ID) {
      throw new ApiError("insufficient_scope", {
        detail:
          "The metrics are the whole installation's: only keys of the tenant default may read them.",
      });
    }
    await measureDeliveries(metrics, dependencies.database, dependencies.now());
    return context.text(await metrics.registry.metrics(), 200, {
      "Content-Type": metrics.registry.contentType,
    });
  });
}
