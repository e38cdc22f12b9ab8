import { DEFAULT_TENANT_ID } from "./access/default-tenant";
import { recordAudit } from "./audit/record-audit";
import type { Configuration } from "./configuration/configuration";
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
 * On PostgreSQL it runs beside serving replicas; an embedded gateway must be stopped for it.
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
    const { rewrapped, remaining } = await gateway.dependencies.credentials.rotateKeys();
    const { database, now } = gateway.dependencies;
    await database.kysely.transaction().execute((transaction) =>
      recordAudit(transaction, {
        tenantId: DEFAULT_TENANT_ID,
        actor: { kind: "gateway", id: "rotate", requestId: null },
        action: "encryption_keys.rotated",
        object: { kind: "encryption_keys", id: gateway.secrets.encryptionKeys[0]?.id ?? "" },
        detail: { rewrapped, remaining },
        at: now(),
      }),
    );
    const newest = gateway.secrets.encryptionKeys[0]?.id ?? "";
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
