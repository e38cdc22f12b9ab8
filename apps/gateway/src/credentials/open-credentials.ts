import {
  type Clock,
  type CredentialEvent,
  createCredentialAccess,
  createSealedCredentialStore,
  createSealer,
  createSystemClock,
} from "@upload-post/core";
import type { Connector } from "@upload-post/core/connector";
import type { EncryptionKeySetting } from "../configuration/encryption-keys";
import { createDatabaseKeyv } from "../database/create-database-keyv";
import type { GatewayDatabase } from "../database/gateway-database";
import type { Logger } from "../operations/logger";
import { checkEncryptionKeys, requireRightKeys } from "./check-encryption-keys";
import { createConfiguredKeyRing } from "./create-configured-key-ring";
import { createConnectorLookup } from "./create-connector-lookup";
import { createSharedRefreshJournal } from "./create-shared-refresh-journal";
import { createSqlGenerationPointers } from "./create-sql-generation-pointers";
import { createSqlLocker } from "./create-sql-locker";
import type { GatewayCredentials } from "./gateway-credentials";
import { openRefreshJournal } from "./open-refresh-journal";
import { recordRefreshes } from "./record-refreshes";
import { rotateEncryptionKeys } from "./rotate-encryption-keys";
import { createSealedValues } from "./sealed-values";

/** What {@link openCredentials} needs. */
export type OpenCredentialsOptions = {
  readonly database: GatewayDatabase;
  readonly encryptionKeys: readonly EncryptionKeySetting[];
  /** The journal of refreshes lies here; it must outlive the process. */
  readonly dataDir: string;
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly logger: Logger;
  readonly now: () => Date;
};

/**
 * Opens the gateway's secrets: checks the keys, then carries over what a crashed refresh left.
 *
 * @throws ConfigurationProblem when a key is wrong or missing; nothing was changed then.
 * @throws StorageUnavailableError when the journal cannot be written.
 */
export async function openCredentials(
  options: OpenCredentialsOptions,
): Promise<GatewayCredentials> {
  const { database, connectors, logger, now } = options;
  const keyRing = createConfiguredKeyRing(options.encryptionKeys);
  const sealer = createSealer(keyRing);
  const keyCheck = { database, keyRing, sealer, now };
  await checkEncryptionKeys(keyCheck);
  const pointers = createSqlGenerationPointers(database);
  const envelopes = createDatabaseKeyv({ namespace: "credentials", runSql: database.runSql });
  const sealedStore = createSealedCredentialStore({ envelopes, pointers, sealer, now });
  const store = recordRefreshes(sealedStore, database, now);
  const sealedValues = createSealedValues(sealer);
  const files = await openRefreshJournal(options.dataDir, sealer);
  const clock: Clock = { now, delay: createSystemClock().delay };
  const access = createCredentialAccess({
    store,
    locker: createSqlLocker({ database, clock }),
    connectorFor: createConnectorLookup(database, connectors),
    clock,
    journal: createSharedRefreshJournal({ database, files, now }),
    onEvent: (event) => logEvent(logger, event),
  });
  const { replayed, discarded, unanswered } = await access.recover();
  if (replayed + discarded + unanswered > 0) {
    logger.warn(
      { count: replayed + discarded + unanswered },
      `refreshes were interrupted: ${replayed} carried over, ${discarded} overtaken, ${unanswered} without an answer`,
    );
  }
  return {
    store,
    access,
    sealedValues,
    readinessCheck: { name: "encryption_keys", run: () => requireRightKeys(keyCheck) },
    generationOf: async (key) => (await pointers.read(key))?.generation ?? null,
    rotateKeys: () => rotateEncryptionKeys({ database, store: sealedStore, sealedValues, keyRing }),
    close: async () => {
      await access.drain();
      await files.close();
    },
  };
}

function logEvent(logger: Logger, event: CredentialEvent): void {
  const { tenantId, connectionId } = event.key;
  const fields = { tenantId, connectionId };
  switch (event.kind) {
    case "refreshed":
    case "replayed":
      logger.info(fields, `credential ${event.kind}`);
      return;
    case "refresh-failed":
      logger.warn({ ...fields, error: event.error }, "a credential could not be refreshed");
      return;
    case "revoked":
      logger.info({ ...fields, error: event.error }, "the platform withdrew a grant");
      return;
    case "conflict":
      logger.error(fields, "a credential was replaced while it was being refreshed");
      return;
    case "journal-failed":
      logger.error({ ...fields, error: event.error }, "the journal could not be written");
      return;
  }
}
