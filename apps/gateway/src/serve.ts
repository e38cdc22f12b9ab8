import { setTimeout } from "node:timers/promises";
import { collectDefaultMetrics } from "prom-client";
import type { Configuration } from "./configuration/configuration";
import { rotationTasks } from "./credentials/rotation-task";
import { dumpTasks } from "./dumps/dump-task";
import { defaultHousekeepingTasks } from "./housekeeping/default-tasks";
import { startHousekeeping } from "./housekeeping/start-housekeeping";
import { openConfiguredDatabase } from "./open-configured-database";
import { type Gateway, openGateway } from "./open-gateway";
import { type ListeningServer, listen } from "./operations/listen";
import { startNotices } from "./operations/start-notices";
import { whenDatabaseAnswers } from "./operations/when-database-answers";
import { databaseTime } from "./platform-limits/limit-time";

const HOUSEKEEPING_MS = 5 * 60 * 1000;

/** What a serving gateway needs of its process. */
export type ServeOptions = {
  readonly configuration: Configuration;
  /** Standard output. */
  readonly write: (text: string) => void;
  readonly now: () => Date;
  readonly fetch: typeof globalThis.fetch;
  /** Aborted when the process is asked to end: a start that waits for its database gives up. */
  readonly signal: AbortSignal;
};

/** A gateway that serves. */
export type RunningGateway = {
  readonly port: number;
  /** Finishes what runs, then closes everything. A second call waits for the first. */
  readonly stop: (reason: string) => Promise<void>;
};

/**
 * Opens a gateway and serves it.
 *
 * @throws ConfigurationProblem, DirectoryInUseError, OperatorError, or the error of the database or the
 * address.
 */
export async function serve(options: ServeOptions): Promise<RunningGateway> {
  const { configuration, write, now, signal } = options;
  const { gateway, server } = await whenDatabaseAnswers(() => openAndListen(options), {
    patienceMs: configuration.databaseWaitSeconds * 1000,
    signal,
    write: (line) => write(`${line}\n`),
  });
  const { logger } = gateway.dependencies;
  for (const notice of startNotices(configuration, gateway.secrets)) write(`${notice}\n`);
  const address = `http://${configuration.host}:${server.port}`;
  logger.info({ address }, `listening on ${address}, public address ${configuration.publicUrl}`);
  // Programs wait for this word; the level of the log must not decide whether they see it.
  if (!["trace", "debug", "info"].includes(configuration.logLevel))
    write(`listening on ${address}\n`);

  const stopHousekeeping = startHousekeeping({
    tasks: [
      ...defaultHousekeepingTasks(gateway.dependencies.database),
      ...rotationTasks(gateway.dependencies, gateway.secrets.encryptionKeys),
      ...dumpTasks(gateway.dependencies.database, configuration),
    ],
    everyMs: HOUSEKEEPING_MS,
    now,
    logger,
  });

  let stopped: Promise<void> | undefined;
  const stop = async (reason: string): Promise<void> => {
    logger.info({}, `${reason}: finishing what runs`);
    gateway.drain();
    // Balancers see that it is not ready, and send nothing new, before it stops to answer.
    await setTimeout(configuration.drainDelaySeconds * 1000);
    await Promise.all([gateway.finishJobs(), server.stop()]);
    await stopHousekeeping();
    await gateway.close();
    logger.info({}, "stopped");
  };
  return {
    port: server.port,
    stop: (reason) => {
      stopped ??= stop(reason);
      return stopped;
    },
  };
}

async function openAndListen({
  configuration,
  write,
  now,
  fetch,
}: ServeOptions): Promise<{ readonly gateway: Gateway; readonly server: ListeningServer }> {
  const gateway = await openGateway({
    configuration,
    openDatabase: (logger) => openConfiguredDatabase(configuration, logger, now),
    writeLog: write,
    now,
    limitTime: databaseTime,
    fetch,
  });
  collectDefaultMetrics({ register: gateway.dependencies.telemetry.metrics.registry });
  try {
    await gateway.start();
    return { gateway, server: await listen(gateway.app, configuration) };
  } catch (error) {
    await gateway.close();
    throw error;
  }
}
