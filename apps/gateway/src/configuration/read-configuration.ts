import { connectorModules } from "../connectors";
import type { ConfiguredConnector } from "../connectors/connector-module";
import type { Configuration } from "./configuration";
import { ConfigurationProblem, type VariableProblem } from "./configuration-problem";
import { gatewayVariables } from "./gateway-variables";
import { isLoopbackOrigin } from "./origin-schema";
import { type Environment, type ReadTextFile, readVariables } from "./read-variables";
import { s3Problems, s3Setting } from "./s3-variables";
import type { VariableValues } from "./variable";

/**
 * Turns an environment into a checked {@link Configuration}. Pure but for `readFile`.
 *
 * @throws ConfigurationProblem naming every bad variable and what to do about it.
 */
export function readConfiguration(environment: Environment, readFile: ReadTextFile): Configuration {
  const reading = readVariables(gatewayVariables, environment, readFile);
  const problems: VariableProblem[] = reading.ok ? [] : [...reading.problems];
  if (reading.ok) problems.push(...problemsAcrossVariables(reading.values));

  const publicUrl = publicUrlOf(environment, readFile);
  const connectors: ConfiguredConnector[] = [];
  for (const module of connectorModules) {
    const answer = module.read((table) => readVariables(table, environment, readFile), {
      publicUrl,
    });
    if (answer.outcome === "wrong") problems.push(...answer.problems);
    if (answer.outcome === "on") connectors.push(answer.connector);
  }
  if (!reading.ok || problems.length > 0) throw new ConfigurationProblem(problems);

  const values = reading.values;
  return {
    host: values.HOST,
    port: values.PORT,
    publicUrl,
    dataDir: values.DATA_DIR,
    databaseUrl: values.DATABASE_URL ?? null,
    databaseWaitSeconds: values.DATABASE_WAIT_S,
    drainDelaySeconds: values.DRAIN_DELAY_S,
    dumpDir: values.DUMP_DIR ?? null,
    dumpIntervalSeconds: values.DUMP_INTERVAL_S,
    dumpKeep: values.DUMP_KEEP,
    encryptionKeys: values.ENCRYPTION_KEYS,
    adminApiKey: values.ADMIN_API_KEY ?? null,
    mediaMaxBytes: values.MEDIA_MAX_BYTES,
    mediaStorageBytes: values.MEDIA_STORAGE_BYTES,
    mediaUploadsPerKey: values.MEDIA_UPLOADS_PER_KEY,
    mediaS3: s3Setting(values),
    returnUrls: values.RETURN_URLS,
    connectLinkTtlSeconds: values.CONNECT_LINK_TTL_S,
    reviewLinkTtlSeconds: values.REVIEW_LINK_TTL_S,
    outboundAllow: values.OUTBOUND_ALLOW,
    traces:
      values.OTEL_EXPORTER_OTLP_ENDPOINT === undefined
        ? null
        : {
            endpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT,
            headers: values.OTEL_EXPORTER_OTLP_HEADERS ?? null,
          },
    logLevel: values.LOG_LEVEL,
    connectors,
    warnings: [
      ...warningsAcrossVariables(values, publicUrl),
      ...connectors.flatMap((connector) => connector.warnings),
    ],
  };
}

/** Connectors are checked against the public origin even when another variable is wrong. */
function publicUrlOf(environment: Environment, readFile: ReadTextFile): string {
  const { PUBLIC_URL, PORT } = gatewayVariables;
  const reading = readVariables({ PUBLIC_URL }, environment, readFile);
  if (reading.ok && reading.values.PUBLIC_URL !== undefined) return reading.values.PUBLIC_URL;
  const port = readVariables({ PORT }, environment, readFile);
  return `http://localhost:${port.ok ? port.values.PORT : 8787}`;
}

type Values = VariableValues<typeof gatewayVariables>;

function problemsAcrossVariables(values: Values): VariableProblem[] {
  const problems: VariableProblem[] = s3Problems(values);
  if (values.DATABASE_URL !== undefined && values.ENCRYPTION_KEYS === null) {
    problems.push({
      name: "ENCRYPTION_KEYS",
      message:
        "is required with DATABASE_URL, because every replica must hold the same keys; set it to id:KEY with a KEY from: openssl rand -base64 32",
    });
  }
  if (values.MEDIA_STORAGE_BYTES < values.MEDIA_MAX_BYTES) {
    problems.push({
      name: "MEDIA_STORAGE_BYTES",
      message: "is smaller than MEDIA_MAX_BYTES; the store must hold at least one largest file.",
    });
  }
  return problems;
}

function warningsAcrossVariables(values: Values, publicUrl: string): string[] {
  const warnings: string[] = [];
  if (publicUrl.startsWith("http:") && !isLoopbackOrigin(publicUrl)) {
    warnings.push(
      `PUBLIC_URL is ${publicUrl}: owners' links and API keys travel unencrypted; put the gateway behind https.`,
    );
  }
  if (values.DATABASE_URL !== undefined && values.ADMIN_API_KEY === undefined) {
    warnings.push(
      "ADMIN_API_KEY is not set: only API keys that exist already work; set it to create the first one.",
    );
  }
  return warnings;
}
