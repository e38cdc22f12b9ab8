import type { SealedValues } from "../credentials/sealed-values";
import type { DatabaseTransaction, GatewayDatabase } from "../database/gateway-database";
import type { GatewayFoundation } from "../gateway-foundation";
import type { OutboundClient } from "../outbound/outbound-client";
import type { Every } from "./ingest/every";
import type { MediaProber } from "./probing/create-media-prober";
import type { MediaStorage } from "./storage/media-storage";

/** Every media that an unfinished delivery needs; another room knows. */
export type FindMediaInUse = (
  executor: GatewayDatabase["kysely"] | DatabaseTransaction,
) => Promise<readonly string[]>;

/** What the use cases of this room need. */
export type MediaDependencies = Pick<
  GatewayFoundation,
  "configuration" | "connectors" | "database" | "jobs" | "logger" | "now" | "telemetry"
> & {
  readonly storage: MediaStorage;
  readonly prober: MediaProber;
  readonly outbound: OutboundClient;
  readonly sealedValues: SealedValues;
  readonly findMediaInUse: FindMediaInUse;
  readonly every: Every;
};
