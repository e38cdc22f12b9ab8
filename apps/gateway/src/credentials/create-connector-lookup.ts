import type { CredentialKey } from "@upload-post/core";
import type { Connector } from "@upload-post/core/connector";
import { OperatorMisconfiguredError } from "@upload-post/core/errors";
import type { GatewayDatabase } from "../database/gateway-database";

/**
 * Finds the connector of a connection for whoever refreshes its credential.
 *
 * @throws OperatorMisconfiguredError when its platform is switched off here.
 */
export function createConnectorLookup(
  { kysely }: GatewayDatabase,
  connectors: ReadonlyMap<string, Connector>,
): (key: CredentialKey) => Promise<Connector> {
  return async ({ tenantId, connectionId }) => {
    const row = await kysely
      .selectFrom("connections")
      .select("platform")
      .where("tenant_id", "=", tenantId)
      .where("id", "=", connectionId)
      .executeTakeFirst();
    const connector = row === undefined ? undefined : connectors.get(row.platform);
    if (connector !== undefined) return connector;
    throw new OperatorMisconfiguredError({
      message: `The platform of connection "${connectionId}" is switched off on this gateway. Its operator must configure it again.`,
    });
  };
}
