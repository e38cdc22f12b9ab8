import type { Configuration } from "./configuration/configuration";
import { rotateAndRecord } from "./credentials/rotate-and-record";
import { openConfiguredDatabase } from "./open-configured-database";
import { openGateway } from "./open-gateway";

/** What the command needs of its process. */
export type RunRotateOptions = {
  readonly configuration: Configuration;
  /** One line for the operator. */
  readonly write: (line: string) => void;
};

/**
 * The command `rotate`: seals what lasts under the newest key and says what still needs the older ones.
 * On PostgreSQL it runs beside serving replicas; an embedded gateway does the same by itself when it starts.
 *
 * @throws ConfigurationProblem, DirectoryInUseError, CredentialUnreadableError.
 */
export async function runRotate({ configuration, write }: RunRotateOptions): Promise<void> {
  const gateway = await openGateway({
    configuration,
    openDatabase: (logger) => openConfiguredDatabase(configuration, logger, () => new Date()),
    writeLog: () => undefined,
    now: () => new Date(),
    fetch: globalThis.fetch,
  });
  try {
    const newest = gateway.secrets.encryptionKeys[0]?.id ?? "";
    const { rewrapped, remaining } = await rotateAndRecord(gateway.dependencies, newest);
    write(`${rewrapped} stored secrets are now sealed with the key "${newest}".`);
    for (const [id, count] of Object.entries(remaining)) {
      write(
        `${count} short-lived ones still need the key "${id}": keep it, and run this again in a week.`,
      );
    }
    if (Object.keys(remaining).length === 0) write("No other key is needed any more.");
  } finally {
    await gateway.close();
  }
}
