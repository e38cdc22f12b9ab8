import type { Secret } from "@upload-post/core/connector";
import type { ConfiguredConnector } from "../connectors/connector-module";
import type { S3Setting } from "../media/storage/s3/s3-setting";
import type { TracesSetting } from "../telemetry/open-tracing";
import type { EncryptionKeySetting } from "./encryption-keys";
import type { logLevels } from "./gateway-variables";

/** Everything the operator decided, parsed and checked. Nothing else of the gateway reads the environment. */
export type Configuration = {
  readonly host: string;
  readonly port: number;
  /** The origin that owners and platforms reach, without a trailing slash. */
  readonly publicUrl: string;
  readonly dataDir: string;
  /** `null`: the embedded database in `dataDir`. */
  readonly databaseUrl: Secret | null;
  /** How long a start waits for a PostgreSQL that cannot be reached. */
  readonly databaseWaitSeconds: number;
  readonly drainDelaySeconds: number;
  /** Where dumps of the embedded database go; `null`: into `dataDir`. */
  readonly dumpDir: string | null;
  /** 0: no dumps but those before an upgrade. */
  readonly dumpIntervalSeconds: number;
  readonly dumpKeep: number;
  /** Newest first; `null`: to be generated into `dataDir` (only with the embedded database). */
  readonly encryptionKeys: readonly EncryptionKeySetting[] | null;
  /** `null`: to be generated (embedded), or no bootstrap key at all (PostgreSQL). */
  readonly adminApiKey: Secret | null;
  readonly mediaMaxBytes: number;
  readonly mediaStorageBytes: number;
  /** How many files one API key may send at a time. */
  readonly mediaUploadsPerKey: number;
  /** `null`: the directory `media` in `dataDir`. */
  readonly mediaS3: S3Setting | null;
  /** Normalised URL prefixes of the tenant `default`. */
  readonly returnUrls: readonly string[];
  readonly connectLinkTtlSeconds: number;
  readonly reviewLinkTtlSeconds: number;
  /** Lower-case `host:port` pairs exempt from the public-address rule. */
  readonly outboundAllow: readonly string[];
  /** Where traces are collected; `null`: nowhere. */
  readonly traces: TracesSetting | null;
  readonly logLevel: (typeof logLevels)[number];
  /** The platforms that are switched on. */
  readonly connectors: readonly ConfiguredConnector[];
  /** What the operator should know although the gateway starts. */
  readonly warnings: readonly string[];
};
