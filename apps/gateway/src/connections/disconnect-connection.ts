import type { Caller } from "../access/caller";
import { type Actor, actorOf } from "../audit/actor";
import type { DatabaseTransaction } from "../database/gateway-database";
import { type Connection, toConnection } from "./connection";
import type { ConnectionDependencies } from "./connection-dependencies";
import { getConnection } from "./find-connections";
import { oweRevocation } from "./owe-revocation";
import { recordTransition } from "./record-transition";
import { revokeOwed } from "./revoke-owed";

/** The job's turn comes after the attempt that the caller waits for. */
const FIRST_RETRY_MS = 60_000;

/**
 * Ends a connection for good: at once for everything that uses it here, and at the platform as soon as
 * that can be reached. Repeating it answers with how it stands.
 *
 * @returns the connection as it is afterwards; `platformRevoked` says whether the platform confirmed.
 * @throws ApiError `not_found`.
 */
export async function disconnectConnection(
  dependencies: ConnectionDependencies,
  caller: Caller,
  id: string,
): Promise<Connection> {
  const found = await getConnection(dependencies, caller, id);
  return await endConnection(dependencies, found, actorOf(caller));
}

async function endConnection(
  dependencies: ConnectionDependencies,
  found: Connection,
  actor: Actor,
): Promise<Connection> {
  const { database, now } = dependencies;
  const at = now();
  const firstAttemptAt = new Date(at.getTime() + FIRST_RETRY_MS);
  const ended = await database.kysely.transaction().execute(async (transaction) => {
    const row = await transaction
      .updateTable("connections")
      .set({ status: "disconnected", disconnected_at: at, pending_until: null })
      .where("id", "=", found.id)
      .where("status", "!=", "disconnected")
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) return null;
    await endFlows(transaction, found.id, at);
    const { id: connectionId, tenantId } = found;
    await oweRevocation(dependencies, transaction, { tenantId, connectionId, firstAttemptAt });
    const connection = toConnection(row, at);
    const type = "connection.disconnected";
    await recordTransition(transaction, connection, { type, actor, at });
    await dependencies.connectionHooks.onDisconnected(transaction, connection);
    return connection;
  });
  if (ended !== null) await revokeOwed(dependencies, ended);
  const row = await database.kysely
    .selectFrom("connections")
    .selectAll()
    .where("id", "=", found.id)
    .executeTakeFirstOrThrow();
  return toConnection(row, now());
}

/** A consent under way must not bring it back. */
async function endFlows(
  transaction: DatabaseTransaction,
  connectionId: string,
  at: Date,
): Promise<void> {
  await transaction
    .updateTable("authorization_flows")
    .set({ link_expires_at: at, finished_at: at, sealed_secrets: null })
    .where("connection_id", "=", connectionId)
    .where("finished_at", "is", null)
    .execute();
}
