import type { Connector } from "@upload-post/core/connector";
import type { Configuration } from "./configuration/configuration";
import { type GatewaySecrets, resolveSecrets } from "./configuration/data-directory-secrets";
import { startConnectionJobs } from "./connections/start-connection-jobs";
import { startConnectionUpkeep } from "./connections/upkeep/start-connection-upkeep";
import { connectorModules } from "./connectors";
import type { ConnectorRuntime } from "./connectors/connector-module";
import { openCredentials } from "./credentials/open-credentials";
import type { GatewayDatabase } from "./database/gateway-database";
import { createEngineDependencies } from "./deliveries/create-engine-dependencies";
import { createDeliveryHooks } from "./deliveries/delivery-hooks";
import { startDeliveryEngine } from "./deliveries/start-delivery-engine";
import { openEventStreams } from "./event-streams/open-event-streams";
import type { GatewayDependencies } from "./gateway-dependencies";
import type { GatewayFoundation } from "./gateway-foundation";
import { createApp } from "./http/create-app";
import type { GatewayApp } from "./http/gateway-app";
import { openJobQueue } from "./jobs/open-job-queue";
import { openMedia } from "./media/open-media";
import { createMediaStorage } from "./media/storage/create-media-storage";
import { createLogger } from "./operations/create-logger";
import { defaultReadinessChecks } from "./operations/default-readiness-checks";
import type { Logger } from "./operations/logger";
import { createSecretFilter, type SecretFilter } from "./operations/secret-filter";
import { createSqlLimits } from "./platform-limits/create-sql-limits";
import { type LimitTime, processTime } from "./platform-limits/limit-time";
import { createPlatformWebhookDependencies } from "./platform-webhooks/create-platform-webhook-dependencies";
import { startWebhookFollower } from "./platform-webhooks/start-webhook-follower";
import { findMediaInUse } from "./posts/find-media-in-use";
import { createGatewayMetrics } from "./telemetry/gateway-metrics";
import { instrumentConnector } from "./telemetry/instrument-connector";
import { instrumentFetch } from "./telemetry/instrument-fetch";
import { instrumentJobs } from "./telemetry/instrument-jobs";
import { openTracing } from "./telemetry/open-tracing";
import type { Telemetry } from "./telemetry/telemetry";
import { openWebhooks } from "./webhooks/open-webhooks";

/** What a gateway is made from. */
export type OpenGatewayOptions = {
  readonly configuration: Configuration;
  /** Opens the database; it is closed with the gateway. */
  readonly openDatabase: (logger: Logger) => Promise<GatewayDatabase>;
  /** Receives the log, one JSON line at a time. */
  readonly writeLog: (line: string) => void;
  readonly now: () => Date;
  /** Whose clock the platforms' limits are counted by; `now` when absent, which replicas do not share. */
  readonly limitTime?: LimitTime;
  readonly fetch: typeof globalThis.fetch;
};

/** A gateway that is ready to serve. */
export type Gateway = {
  readonly app: GatewayApp;
  readonly dependencies: GatewayDependencies;
  readonly secrets: GatewaySecrets;
  /** Starts to work on what is due, in the background. */
  readonly start: () => Promise<void>;
  /** Says that it is not ready any more, and ends whatever waits or streams. */
  readonly drain: () => void;
  /** Takes no new jobs and lets the running ones finish, for a bounded time. */
  readonly finishJobs: () => Promise<void>;
  /** Finishes what runs, takes nothing new, and closes the database. */
  readonly close: () => Promise<void>;
};

/**
 * Puts a gateway together: database, secrets, jobs, application.
 *
 * @throws ConfigurationProblem, DirectoryInUseError, or the database's own error when it cannot.
 */
export async function openGateway(options: OpenGatewayOptions): Promise<Gateway> {
  const { configuration, now, fetch } = options;
  const secretFilter = createSecretFilter(
    connectorModules.flatMap(({ tokenPatterns }) => tokenPatterns),
  );
  registerConfiguredSecrets(secretFilter, configuration);
  const logger = createLogger({
    level: configuration.logLevel,
    filter: secretFilter,
    write: options.writeLog,
  });
  const storage = createMediaStorage(configuration);
  const draining = new AbortController();
  const database = await options.openDatabase(logger);
  try {
    const secrets = resolveSecrets(configuration);
    for (const { key } of secrets.encryptionKeys) secretFilter.register(key);
    if (secrets.newAdminApiKey !== null) secretFilter.register(secrets.newAdminApiKey);
    const telemetry = await openTelemetry(configuration);
    const connectors = createConnectors(configuration, { fetch, now }, telemetry);
    const { encryptionKeys } = secrets;
    const { dataDir } = configuration;
    const secretStorage = { database, connectors, encryptionKeys, dataDir, logger, now };
    const credentials = await openCredentials(secretStorage);
    const queue = await openJobQueue({
      ...{ database, now },
      onError: (error) => logger.error({ error }, "the job engine reported trouble"),
    });
    const jobs = instrumentJobs(queue, telemetry);
    const foundation: GatewayFoundation = {
      configuration,
      database,
      jobs,
      connectors,
      credentials,
      platformLimits: createSqlLimits({
        database,
        time: options.limitTime ?? processTime(now),
        random: Math.random,
      }),
      connectionHooks: createDeliveryHooks({ jobs, now }),
      logger,
      telemetry,
      secretFilter,
      now,
      fetch,
      bootstrapKeyDigest: secrets.bootstrapKeyDigest,
      draining: draining.signal,
      readinessChecks: [
        ...defaultReadinessChecks(storage, database, draining.signal),
        credentials.readinessCheck,
      ],
    };
    const media = openMedia({ ...foundation, storage, findMediaInUse });
    const webhooks = openWebhooks(foundation);
    const eventStreams = openEventStreams(foundation);
    const dependencies: GatewayDependencies = { ...foundation, media, webhooks, eventStreams };
    const running: { stop(): void | Promise<void> }[] = [];
    return {
      app: createApp(dependencies),
      dependencies,
      secrets,
      start: async () => {
        running.push(await startConnectionJobs(dependencies));
        running.push(startConnectionUpkeep(dependencies));
        running.push(await startWebhookFollower(createPlatformWebhookDependencies(dependencies)));
        running.push(await media.startJobs());
        running.push(await startDeliveryEngine(createEngineDependencies(dependencies)));
        running.push(webhooks.startJobs());
      },
      drain: () => {
        draining.abort(new Error("The gateway is stopping."));
        // A stream would go on for as long as its post does.
        eventStreams.close();
      },
      finishJobs: () => jobs.finish(),
      close: async () => {
        eventStreams.close();
        await Promise.all(running.map(({ stop }) => stop()));
        await jobs.stop();
        await webhooks.close();
        await media.close();
        await credentials.close();
        await database.close();
        await telemetry.tracing.close().catch((error: unknown) => {
          logger.warn({ error }, "the last traces could not be sent to the collector");
        });
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

function createConnectors(
  configuration: Configuration,
  runtime: ConnectorRuntime,
  telemetry: Telemetry,
): ReadonlyMap<string, Connector> {
  return new Map(
    configuration.connectors.map(({ id, create }) => {
      const fetch = instrumentFetch(runtime.fetch, id, telemetry);
      return [id, instrumentConnector(create({ ...runtime, fetch }), telemetry)];
    }),
  );
}

async function openTelemetry({ traces }: Configuration): Promise<Telemetry> {
  return { metrics: createGatewayMetrics(), tracing: await openTracing(traces) };
}

function registerConfiguredSecrets(filter: SecretFilter, configuration: Configuration): void {
  const { adminApiKey, databaseUrl, mediaS3, connectors, traces } = configuration;
  if (traces !== null && traces.headers !== null) filter.register(traces.headers);
  if (adminApiKey !== null) filter.register(adminApiKey);
  if (databaseUrl !== null) filter.register(databaseUrl);
  if (mediaS3 !== null) filter.register(mediaS3.secretAccessKey);
  for (const secret of connectors.flatMap((connector) => connector.secrets))
    filter.register(secret);
}
