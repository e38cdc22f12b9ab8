import type { GatewayMetrics } from "./gateway-metrics";
import type { Tracing } from "./tracing";

/** How a gateway tells its operator what it does and how long it takes. */
export type Telemetry = {
  readonly metrics: GatewayMetrics;
  readonly tracing: Tracing;
};
