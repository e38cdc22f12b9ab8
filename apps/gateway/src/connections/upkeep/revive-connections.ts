import { gatewayActor } from "../../audit/actor";
import { toConnection } from "../connection";
import type { ConnectionDependencies } from "../connection-dependencies";
import { recordTransition } from "../record-transition";

/**
 * Makes connections active again that were given up too early: the platform refused one generation of
 * their credential, and a newer one has come since, with a replica that had stopped in a refresh and is
 * back with the answer.
 *
 * @returns how many live again.
 */
export async function reviveConnections(
  dependencies: ConnectionDependencies,
  signal: AbortSignal,
): Promise<number> {
  const rows = await dependencies.database.kysely
    .selectFrom("connections")
    .innerJoin("credential_pointers as current", (join) =>
      join
        .onRef("current.tenant_id", "=", "connections.tenant_id")
        .onRef("current.connection_id", "=", "connections.id"),
    )
    .select(["connections.id", "connections.tenant_id"])
    .where("connections.status", "=", "reauthorization_required")
    .whereRef("current.generation", ">", "connections.lost_generation")
    .limit(100)
    .execute();
  let revived = 0;
  for (const { id, tenant_id: tenantId } of rows) {
    // An owner who is consenting this moment stores a newer credential too, under the same lease.
    const isRevived = await dependencies.credentials.access.exclusively(
      { tenantId, connectionId: id },
      signal,
      () => revive(dependencies, id),
    );
    if (isRevived) revived += 1;
  }
  return revived;
}

async function revive(
  { database, connectionHooks, logger, now }: ConnectionDependencies,
  id: string,
): Promise<boolean> {
  const at = now();
  return await database.kysely.transaction().execute(async (transaction) => {
    const row = await transaction
      .updateTable("connections")
      .set({ status: "active", last_error: null, lost_generation: null })
      .where("id", "=", id)
      .where("status", "=", "reauthorization_required")
      .where("lost_generation", "is not", null)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) return false;
    const connection = toConnection(row, at);
    const transition = { type: "connection.active", actor: gatewayActor, at } as const;
    await recordTransition(transaction, connection, transition);
    await connectionHooks.onActivated(transaction, connection);
    logger.info({ connectionId: id, tenantId: row.tenant_id }, "a lost refresh was recovered");
    return true;
  });
}
