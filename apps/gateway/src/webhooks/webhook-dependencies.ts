import type { SealedValues } from "../credentials/sealed-values";
import type { GatewayFoundation } from "../gateway-foundation";
import type { Every } from "../media/ingest/every";
import type { OutboundClient } from "../outbound/outbound-client";

/** What the use cases of this room need. */
export type WebhookDependencies = Pick<
  GatewayFoundation,
  "configuration" | "database" | "logger" | "now" | "telemetry"
> & {
  readonly sealedValues: SealedValues;
  readonly outbound: OutboundClient;
  readonly every: Every;
  /** Between 0 and 1: spreads what is tried again. */
  readonly random: () => number;
  /** How long one attempt may take. */
  readonly attemptTimeoutMs: number;
};
