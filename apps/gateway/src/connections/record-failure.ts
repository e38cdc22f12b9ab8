import type { AuthorizationFailure } from "./authorization-failure";
import type { ConnectionDependencies } from "./connection-dependencies";
import type { FlowRow } from "./find-link";

/**
 * Writes down why a consent came to nothing. A connection that never worked has failed with it, if the
 * failure `isFinal`; one that worked goes on working and only shows the error.
 */
export async function recordFailure(
  { database, now }: Pick<ConnectionDependencies, "database" | "now">,
  flow: Pick<FlowRow, "connection_id">,
  failure: AuthorizationFailure,
  { isFinal }: { readonly isFinal: boolean },
): Promise<void> {
  const last_error = JSON.stringify({ ...failure, at: now().toISOString() });
  await database.kysely.transaction().execute(async (transaction) => {
    await transaction
      .updateTable("connections")
      .set({ last_error })
      .where("id", "=", flow.connection_id)
      .where("status", "!=", "disconnected")
      .execute();
    if (!isFinal) return;
    await transaction
      .updateTable("connections")
      .set({ status: "failed", pending_until: null })
      .where("id", "=", flow.connection_id)
      .where("status", "=", "pending")
      .execute();
  });
}
