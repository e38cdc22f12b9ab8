import type { Configuration } from "./configuration/configuration";
import { ConfigurationProblem } from "./configuration/configuration-problem";
import { examineKeys } from "./credentials/check-encryption-keys";
import type { GatewayDatabase } from "./database/gateway-database";
import { openDatabase } from "./database/open-database";
import { dumpBeforeUpgrade } from "./dumps/dump-before-upgrade";
import type { Logger } from "./operations/logger";

/**
 * Opens the database of a configuration. Its keys are checked before anything in it is changed, and an
 * embedded database is dumped before an upgrade.
 *
 * @throws ConfigurationProblem when a key is wrong or missing; nothing was changed then.
 * @throws DirectoryInUseError, OperatorError, or the database's own error when it cannot be opened.
 */
export async function openConfiguredDatabase(
  configuration: Configuration,
  logger: Logger,
  now: () => Date,
): Promise<GatewayDatabase> {
  return await openDatabase({
    ...configuration,
    onConnectionLost: (error) => logger.warn({ error }, "a database connection was lost"),
    beforeChange: async (database) => {
      const problems = await examineKeys(database, configuration);
      if (problems.length > 0) throw new ConfigurationProblem(problems);
    },
    beforeUpgrade: async (database) => {
      const path = await dumpBeforeUpgrade(database, configuration, now);
      if (path !== null) logger.info({}, `dumped the database before its upgrade to ${path}`);
    },
  });
}
