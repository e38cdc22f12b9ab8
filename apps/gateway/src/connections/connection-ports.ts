import type { DeliveryCredentials } from "@upload-post/core";
import type { AccountDescription, Connector, DeliveryMode } from "@upload-post/core/connector";
import { AuthorizationRequiredError, isUploadPostError } from "@upload-post/core/errors";
import { notFound } from "../http/api-error";
import { callPlatform } from "./call-platform";
import type { Connection } from "./connection";
import { credentialsFor, withCredential } from "./connection-credentials";
import { type ConnectionDependencies, findConnector } from "./connection-dependencies";
import { describeAccount } from "./describe-account";
import { findConnection } from "./find-connections";
import { requireActiveConnection } from "./require-active-connection";

/** A connected account, as far as a delivery needs it. */
export type UsableAccount = {
  readonly connectionId: string;
  /** The platform's stable id of the account. */
  readonly accountId: string;
  readonly connector: Connector;
  readonly credentials: DeliveryCredentials;
};

/** What other rooms do with connections. */
export interface ConnectionPorts {
  /** A connection of the tenant, whatever its state; `null` when there is none. */
  findConnection(
    tenantId: string,
    id: string,
  ): Promise<(Connection & { readonly connector: Connector }) | null>;
  /**
   * Refuses a connection that cannot post in this mode now.
   *
   * @throws ApiError `not_found`, `connection_not_active`, `reauthorization_required`, `scope_missing`.
   */
  requireUsable(tenantId: string, id: string, mode: DeliveryMode): Promise<void>;
  /**
   * What the account may do now; `null` when the platform cannot be asked at the moment.
   *
   * @throws ApiError `not_found`, and when the connection cannot be used or turns out to be unusable.
   */
  describeAccount(tenantId: string, id: string): Promise<AccountDescription | null>;
  /** The account behind a connection; `null` when it is disconnected for good or never was connected. */
  findAccount(tenantId: string, id: string): Promise<UsableAccount | null>;
  /**
   * Somebody was told that an account must authorise again: asks the platform, and marks the
   * connection if the grant is proven to be gone. A platform that cannot be asked proves nothing.
   */
  confirmAuthorization(tenantId: string, id: string): Promise<void>;
  /**
   * The platform hinted that an account took its consent back: confirms that for every connection of
   * the account, of whatever tenant.
   *
   * @returns whether the platform has answered for each of them.
   */
  confirmAccount(platform: string, accountId: string): Promise<boolean>;
}

/** Failures that say nothing about the account: the same question may be answered in a minute. */
const passing = new Set(["platform_unavailable", "rate_limited", "storage_unavailable"]);

/** Makes the ports on the gateway's own connections. */
export function createConnectionPorts(dependencies: ConnectionDependencies): ConnectionPorts {
  return {
    async findConnection(tenantId, id) {
      const connection = await findConnection(dependencies, tenantId, id);
      if (connection === null) return null;
      const connector = findConnector(dependencies, connection.platform);
      return connector === null ? null : { ...connection, connector };
    },

    async requireUsable(tenantId, id, mode) {
      const connection = await required(tenantId, id);
      const connector = findConnector(dependencies, connection.platform);
      requireActiveConnection(connection, connector?.capabilities.requiredScopes[mode] ?? []);
    },

    async describeAccount(tenantId, id) {
      const connection = await required(tenantId, id);
      try {
        return await describeAccount(dependencies, connection);
      } catch (error) {
        if (!isUploadPostError(error) || !passing.has(error.code)) throw error;
        const { platform } = connection;
        dependencies.logger.info({ error, connectionId: id, platform }, "account not described");
        return null;
      }
    },

    async findAccount(tenantId, id) {
      const connection = await findConnection(dependencies, tenantId, id);
      if (connection === null || connection.status === "disconnected") return null;
      const connector = findConnector(dependencies, connection.platform);
      if (connector === null || connection.account === null) return null;
      return {
        connectionId: id,
        accountId: connection.account.id,
        connector,
        credentials: credentialsFor(dependencies, connection),
      };
    },

    async confirmAuthorization(tenantId, id) {
      await confirm(tenantId, id);
    },

    async confirmAccount(platform, accountId) {
      const rows = await dependencies.database.kysely
        .selectFrom("connections")
        .select(["id", "tenant_id"])
        .where("platform", "=", platform)
        .where("account_id", "=", accountId)
        .where("status", "=", "active")
        .execute();
      let isAnswered = true;
      for (const { id, tenant_id } of rows) {
        if (!(await confirm(tenant_id, id))) isAnswered = false;
      }
      return isAnswered;
    },
  };

  /** Whether the platform has answered, or need not be asked. */
  async function confirm(tenantId: string, id: string): Promise<boolean> {
    const connection = await findConnection(dependencies, tenantId, id);
    const connector = findConnector(dependencies, connection?.platform ?? "");
    if (connection?.status !== "active" || connector === null) return true;
    const { platform } = connection;
    try {
      await callPlatform(connector, (signal) =>
        withCredential(
          dependencies,
          connection,
          (credential) => connector.authorization.identify({ credential, signal }),
          signal,
        ),
      );
      return true;
    } catch (error) {
      // A proven revocation has marked the connection by now; anything else proves nothing.
      if (error instanceof AuthorizationRequiredError && error.reason === "revoked") return true;
      dependencies.logger.info({ error, connectionId: id, platform }, "grant not confirmed");
      return false;
    }
  }

  async function required(tenantId: string, id: string): Promise<Connection> {
    const connection = await findConnection(dependencies, tenantId, id);
    if (connection === null) throw notFound("connection");
    return connection;
  }
}
