import type { Caller } from "../access/caller";
import type { DatabaseTransaction } from "../database/gateway-database";
import { ApiError } from "../http/api-error";
import type { RecordCreation } from "../idempotency/create-once";
import { type Connection, toConnection } from "./connection";
import { type ConnectionDependencies, findConnector } from "./connection-dependencies";
import type { LinkedConnection } from "./create-connection";
import { createFlow, linkExpiry } from "./create-flow";
import { getConnection } from "./find-connections";

/**
 * Makes a new link for the owner of a connection that exists. One that works goes on working until the
 * owner has consented; one that never did becomes pending again.
 *
 * @throws ApiError `not_found`, or `connection_not_active` for a disconnected one.
 */
export async function reauthorizeConnection(
  dependencies: ConnectionDependencies,
  caller: Caller,
  id: string,
  recordCreation: RecordCreation,
): Promise<LinkedConnection> {
  const found = await getConnection(dependencies, caller, id);
  if (findConnector(dependencies, found.platform) === null) {
    throw new ApiError("unknown_platform", {
      detail: `The platform of this connection (${found.platform}) is switched off here; its operator must configure it.`,
    });
  }
  const at = dependencies.now();
  const expiresAt = linkExpiry(dependencies);
  return await dependencies.database.kysely.transaction().execute(async (transaction) => {
    const connection = await lock(transaction, found, at);
    if (connection.status === "disconnected") throw disconnected(connection);
    if (connection.status === "pending" || connection.status === "failed") {
      await transaction
        .updateTable("connections")
        .set({ status: "pending", pending_until: expiresAt, last_error: null })
        .where("id", "=", id)
        .execute();
    }
    const flow = {
      connection,
      askedBy: caller,
      scopes: connection.requestedScopes,
      returnUrl: await lastReturnUrl(transaction, id),
    };
    const link = await createFlow(dependencies, transaction, flow, expiresAt);
    await recordCreation(transaction, link.flowId);
    return { connection: await lock(transaction, found, at), link };
  });
}

async function lock(
  transaction: DatabaseTransaction,
  { id }: Connection,
  at: Date,
): Promise<Connection> {
  const row = await transaction
    .selectFrom("connections")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return toConnection(row, at);
}

/** The owner comes back to where the first consent led; whether it is still allowed is checked then. */
async function lastReturnUrl(
  transaction: DatabaseTransaction,
  connectionId: string,
): Promise<string | null> {
  const flow = await transaction
    .selectFrom("authorization_flows")
    .select("return_url")
    .where("connection_id", "=", connectionId)
    .orderBy("created_at", "desc")
    .limit(1)
    .executeTakeFirst();
  return flow?.return_url ?? null;
}

function disconnected({ platform, user }: Connection): ApiError {
  return new ApiError("connection_not_active", {
    detail: "This connection was ended for good. Make a new one with POST /v1/connections.",
    nextAction: { type: "create_connection", platform, user },
  });
}
