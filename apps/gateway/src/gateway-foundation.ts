import type { Connector } from "@upload-post/core/connector";
import type { Configuration } from "./configuration/configuration";
import type { ConnectionHooks } from "./connections/connection-hooks";
import type { GatewayCredentials } from "./credentials/gateway-credentials";
import type { GatewayDatabase } from "./database/gateway-database";
import type { JobQueue } from "./jobs/job-queue";
import type { Logger } from "./operations/logger";
import type { ReadinessCheck } from "./operations/readiness";
import type { SecretFilter } from "./operations/secret-filter";
import type { GatewayLimits } from "./platform-limits/gateway-limits";
import type { Telemetry } from "./telemetry/telemetry";

/** What every room is built on. A use case names only the members it needs. */
export type GatewayFoundation = {
  readonly configuration: Configuration;
  readonly database: GatewayDatabase;
  readonly jobs: JobQueue;
  /** The platforms that are switched on, by their ids. */
  readonly connectors: ReadonlyMap<string, Connector>;
  /** Everything secret that is kept, sealed. */
  readonly credentials: GatewayCredentials;
  /** Whose turn it is to call a platform, over all replicas. */
  readonly platformLimits: GatewayLimits;
  /** What other rooms do when a connection changes. */
  readonly connectionHooks: ConnectionHooks;
  readonly logger: Logger;
  /** What is counted and timed for the operator. */
  readonly telemetry: Telemetry;
  /** Where live tokens are made known, so that no log line can show them. */
  readonly secretFilter: SecretFilter;
  readonly now: () => Date;
  readonly fetch: typeof globalThis.fetch;
  /** Hex SHA-256 of the operator's own API key; `null` when there is none. */
  readonly bootstrapKeyDigest: string | null;
  /** Aborts when the process is asked to end: whoever waits for something answers as it is. */
  readonly draining: AbortSignal;
  readonly readinessChecks: readonly ReadinessCheck[];
};
