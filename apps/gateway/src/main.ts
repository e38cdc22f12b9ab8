import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import type { Configuration } from "./configuration/configuration";
import { ConfigurationProblem } from "./configuration/configuration-problem";
import { readConfiguration } from "./configuration/read-configuration";
import { DirectoryInUseError } from "./database/directory-lock";
import { runDoctor } from "./doctor/run-doctor";
import { OperatorError } from "./operations/operator-error";
import { runHold, runRestore } from "./run-restore";
import { runRotate } from "./run-rotate";
import { serve } from "./serve";

const usage = `Usage: upload-post-gateway [serve | doctor | rotate | restore | hold]
  serve    start the gateway (the default)
  doctor   check this deployment and say what to do
  rotate   seal what is stored under the newest encryption key
  restore  <dump> [--replace]: put a dump in the place of the embedded database
  hold     after putting back a backup of your own: hold what may be out by now
Everything is configured by environment variables: see docs/operating-the-gateway.md.
`;

/** The exit code of a process that was not allowed to finish. */
const FORCED = 1;
/** Every part of stopping has its own limit; this is for what none of them foresees. */
const STOP_WITHIN_MS = 90_000;

/** The only file that reads the process: environment, arguments, signals, standard output. */
async function main([command, ...commandLine]: readonly string[]): Promise<void> {
  switch (command) {
    case undefined:
    case "serve":
      return await startServing();
    case "doctor": {
      const isWell = await runDoctor({
        readConfiguration: readProcessConfiguration,
        fetch: globalThis.fetch,
        now: () => new Date(),
        write: (line) => process.stdout.write(`${line}\n`),
      });
      process.exitCode = isWell ? 0 : 1;
      return;
    }
    case "rotate":
      return await runRotate({
        configuration: readProcessConfiguration(),
        write: (line) => process.stdout.write(`${line}\n`),
      });
    case "restore":
    case "hold": {
      const run = command === "restore" ? runRestore : runHold;
      return await run({
        configuration: readProcessConfiguration(),
        commandLine,
        write: (line) => process.stdout.write(`${line}\n`),
        now: () => new Date(),
      });
    }
    case "help":
    case "--help":
      process.stdout.write(usage);
      return;
    default:
      process.stderr.write(usage);
      process.exitCode = 2;
  }
}

async function startServing(): Promise<void> {
  // The young generation would grow to 64 MB under a stream of large uploads and stay there. What
  // start-up has needed is enough; the flag may be changed while the process runs.
  setFlagsFromString("--semi-space-growth-factor=1");
  const configuration = readProcessConfiguration();
  const asked = new AbortController();
  const drainDelayMs = configuration.drainDelaySeconds * 1000;
  const running = serve({
    configuration,
    write: (text) => process.stdout.write(text),
    now: () => new Date(),
    fetch: globalThis.fetch,
    signal: asked.signal,
  });
  // From now on, not only when it serves: a start that is asked to end comes to its own end first.
  let isStopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    // Whoever asks a second time does not want to wait; whatever runs goes on after the next start.
    if (isStopping) process.exit(FORCED);
    isStopping = true;
    setTimeout(() => process.exit(FORCED), STOP_WITHIN_MS + drainDelayMs).unref();
    asked.abort();
    // Why it did not start is told below.
    running.then(
      (gateway) => gateway.stop(signal).catch(fail),
      () => undefined,
    );
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  await running;
}

function readProcessConfiguration(): Configuration {
  return readConfiguration(process.env, (path) => readFileSync(path, "utf8"));
}

function fail(error: unknown): void {
  const isForPeople =
    error instanceof ConfigurationProblem ||
    error instanceof DirectoryInUseError ||
    error instanceof OperatorError;
  process.stderr.write(`${isForPeople ? error.message : describe(error)}\n`);
  process.exitCode = 1;
}

/** Only names, codes and places: a driver's message may quote the connection string. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return "The gateway failed.";
  const code = "code" in error ? ` (${String(error.code)})` : "";
  const place = (error.stack ?? "").split("\n    at ")[1] ?? "an unknown place";
  const cause = error.cause === undefined ? "" : `\n  because: ${describe(error.cause)}`;
  return `The gateway failed: ${error.name}${code} at ${place}${cause}`;
}

main(process.argv.slice(2)).catch(fail);
