import { readFileSync } from "node:fs";
import { ConfigurationProblem } from "./configuration/configuration-problem";
import { readConfiguration } from "./configuration/read-configuration";
import { DirectoryInUseError } from "./database/directory-lock";
import { openDatabase } from "./database/open-database";
import { openGateway } from "./open-gateway";
import { listen } from "./operations/listen";
import { startNotices } from "./operations/start-notices";

/** The only file that reads the process: environment, arguments, signals, standard output. */
async function main(): Promise<void> {
  const configuration = readConfiguration(process.env, (path) => readFileSync(path, "utf8"));
  const gateway = await openGateway({
    configuration,
    openDatabase: (logger) =>
      openDatabase({
        ...configuration,
        onConnectionLost: (error) => logger.warn({ error }, "a database connection was lost"),
      }),
    writeLog: (line) => process.stdout.write(line),
    now: () => new Date(),
    fetch: globalThis.fetch,
  });
  const { logger } = gateway.dependencies;
  const server = await listen(gateway.app, configuration);
  for (const notice of startNotices(configuration, gateway.secrets)) {
    process.stdout.write(`${notice}\n`);
  }
  const address = `http://${configuration.host}:${server.port}`;
  logger.info({ address }, `listening on ${address}, public address ${configuration.publicUrl}`);

  let isStopping = false;
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    logger.info({}, `${signal} received: finishing what runs`);
    await server.stop();
    await gateway.close();
    logger.info({}, "stopped");
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      stop(signal).catch(fail);
    });
  }
}

function fail(error: unknown): void {
  const isForPeople = error instanceof ConfigurationProblem || error instanceof DirectoryInUseError;
  const text = isForPeople ? error.message : describe(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}

/** Only names and codes: a driver's message may quote the connection string. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return "The gateway failed.";
  const code = "code" in error ? ` (${String(error.code)})` : "";
  const cause = error.cause === undefined ? "" : `\n  because: ${describe(error.cause)}`;
  return `${error.name}${code} at ${(error.stack ?? "").split("\n    at ")[1] ?? "an unknown place"}${cause}`;
}

main().catch(fail);
