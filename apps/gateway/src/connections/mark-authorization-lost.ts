import { platformActor } from "../audit/actor";
import { toConnection } from "./connection";
import type { ConnectionDependencies } from "./connection-dependencies";
import { recordTransition } from "./record-transition";

/** What proved that a grant is gone. */
export type LostAuthorization = {
  readonly tenantId: string;
  readonly connectionId: string;
  /** The generation of the credential that the platform refused; `null` when it is not known. */
  readonly generation: number | null;
  /** For the caller; never a secret. */
  readonly message: string;
};

/**
 * Marks an active connection as needing its owner's consent again. To be called only for a proven
 * revocation, never for a failure that may pass. A newer credential than the refused one is not
 * touched: the owner may have consented again while the refused call was under way.
 *
 * @returns whether it was this call that marked it.
 */
export async function markAuthorizationLost(
  {
    database,
    connectionHooks,
    logger,
    now,
  }: Pick<ConnectionDependencies, "database" | "connectionHooks" | "logger" | "now">,
  { tenantId, connectionId, generation, message }: LostAuthorization,
): Promise<boolean> {
  const at = now();
  const error = { code: "authorization_revoked", message, at: at.toISOString() };
  const isMarked = await database.kysely.transaction().execute(async (transaction) => {
    let query = transaction
      .updateTable("connections")
      .set({
        status: "reauthorization_required",
        last_error: JSON.stringify(error),
        lost_generation: generation,
      })
      .where("tenant_id", "=", tenantId)
      .where("id", "=", connectionId)
      .where("status", "=", "active");
    if (generation !== null) {
      query = query.where(({ exists, selectFrom }) =>
        exists(
          selectFrom("credential_pointers")
            .select("generation")
            .where("tenant_id", "=", tenantId)
            .where("connection_id", "=", connectionId)
            .where("generation", "=", generation),
        ),
      );
    }
    const row = await query.returningAll().executeTakeFirst();
    if (row === undefined) return false;
    const connection = toConnection(row, at);
    const type = "connection.reauthorization_required";
    const actor = platformActor(connection.platform);
    await recordTransition(transaction, connection, { type, actor, at });
    await connectionHooks.onReauthorizationRequired(transaction, connection);
    return true;
  });
  if (isMarked) logger.info({ tenantId, connectionId }, "a connection must be authorised again");
  return isMarked;
}
