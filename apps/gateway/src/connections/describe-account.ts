import type { AccountDescription } from "@upload-post/core/connector";
import { AuthorizationRequiredError } from "@upload-post/core/errors";
import { ApiError } from "../http/api-error";
import { callUnderLimits } from "../platform-limits/call-under-limits";
import { callPlatform } from "./call-platform";
import type { Connection } from "./connection";
import { withCredential } from "./connection-credentials";
import type { ConnectionDependencies } from "./connection-dependencies";
import { findConnector } from "./connection-dependencies";
import { reauthorizationRequired, requireActiveConnection } from "./require-active-connection";

/**
 * Asks the platform what an account may do right now. Nothing is kept: platforms demand that a page
 * shows fresh answers.
 *
 * @throws ApiError when the connection cannot be used, or turns out to be unusable.
 * @throws UploadPostError when the platform cannot be asked now.
 */
export async function describeAccount(
  dependencies: ConnectionDependencies,
  connection: Connection,
): Promise<AccountDescription> {
  requireActiveConnection(connection);
  const connector = findConnector(dependencies, connection.platform);
  const { account } = connection;
  if (connector === null || account === null) {
    throw new ApiError("connection_not_active", {
      detail: `The platform of connection ${connection.id} (${connection.platform}) is switched off here; its operator must configure it.`,
    });
  }
  try {
    const accountId = account.id;
    const use = { connector, accountId, call: "describe-account" } as const;
    return await callUnderLimits(dependencies.platformLimits, use, () =>
      callPlatform(connector, (signal) =>
        withCredential(
          dependencies,
          connection,
          (credential) => connector.describeAccount({ accountId, credential, signal }),
          signal,
        ),
      ),
    );
  } catch (error) {
    if (!(error instanceof AuthorizationRequiredError)) throw error;
    if (error.reason !== "scope_missing") throw reauthorizationRequired(connection, error);
    throw new ApiError("scope_missing", {
      detail: error.message,
      nextAction: { type: "reauthorize", connection: connection.id, scopes: error.missingScopes },
      cause: error,
    });
  }
}
