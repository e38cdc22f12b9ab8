import { parseArgs } from "node:util";
import type { Configuration } from "./configuration/configuration";
import { markRestored, type RestoredMark } from "./dumps/mark-restored";
import { restoreDump } from "./dumps/restore-dump";
import { openConfiguredDatabase } from "./open-configured-database";
import { OperatorError } from "./operations/operator-error";
import { silentLogger } from "./operations/silent-logger";

/** What the commands need of their process. */
export type RunRestoreOptions = {
  readonly configuration: Configuration;
  /** What follows the command's name. */
  readonly commandLine: readonly string[];
  /** One line for the operator. */
  readonly write: (line: string) => void;
  readonly now: () => Date;
};

/**
 * The command `restore <dump> [--replace]`: puts a dump in the place of the embedded database.
 *
 * @throws OperatorError, ConfigurationProblem or DirectoryInUseError; nothing was changed then.
 */
export async function runRestore(options: RunRestoreOptions): Promise<void> {
  const { configuration, write, now } = options;
  if (configuration.databaseUrl !== null) {
    throw new OperatorError(
      "DATABASE_URL is set, and only dumps of the embedded database are restored here. Restore PostgreSQL with its own tools while no replica runs, and then run: upload-post-gateway hold",
    );
  }
  const { dump, replace } = readArguments(options.commandLine);
  const restored = await restoreDump({ configuration, dump, replace, now });
  write(`The database is now what it was at ${restored.takenAt.toISOString()}.`);
  if (restored.replaced !== null) write(`The one that was there is kept in ${restored.replaced}.`);
  tell(restored, write);
}

/**
 * The command `hold`: makes a database safe to serve that the operator has put back from a backup of
 * their own. No gateway may run meanwhile.
 *
 * @throws OperatorError, ConfigurationProblem, DirectoryInUseError, or the database's own error.
 */
export async function runHold(options: Omit<RunRestoreOptions, "commandLine">): Promise<void> {
  const { configuration, write, now } = options;
  const database = await openConfiguredDatabase(configuration, silentLogger, now);
  try {
    tell(await markRestored(database, now), write);
  } finally {
    await database.close();
  }
}

function readArguments(commandLine: readonly string[]) {
  const usage = "Usage: upload-post-gateway restore <dump> [--replace]";
  try {
    const { values, positionals } = parseArgs({
      args: [...commandLine],
      allowPositionals: true,
      options: { replace: { type: "boolean", default: false } },
    });
    const [dump, ...more] = positionals;
    if (dump === undefined || more.length > 0) throw new TypeError("one dump is needed");
    return { dump, replace: values.replace };
  } catch (cause) {
    throw new OperatorError(usage, { cause });
  }
}

function tell({ held, failed }: RestoredMark, write: (line: string) => void): void {
  write(
    `${held} deliveries were open then and may be out by now: they are "unconfirmed". Somebody who can see the accounts settles each (POST /v1/deliveries/{id}/resolve).`,
  );
  if (failed > 0) {
    write(`${failed} had failed then; each has to be settled before it can be tried again.`);
  }
  write(
    'Everything is paused. API keys revoked and accounts disconnected since then are back: revoke and disconnect them again. Tell your callers what was lost, so that none repeats a post of that time; then resume with POST /v1/resume {"scope": "all"} and the operator\'s own key.',
  );
}
