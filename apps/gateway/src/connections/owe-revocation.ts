import type { DatabaseTransaction } from "../database/gateway-database";
import type { ConnectionDependencies } from "./connection-dependencies";

/** A grant that is to be withdrawn at the platform. */
export type OwedRevocation = {
  readonly tenantId: string;
  readonly connectionId: string;
  readonly firstAttemptAt: Date;
};

/** Remembers that a grant must be withdrawn, and wakes the job that does it. */
export async function oweRevocation(
  { jobs, now }: Pick<ConnectionDependencies, "jobs" | "now">,
  transaction: DatabaseTransaction,
  { tenantId, connectionId, firstAttemptAt }: OwedRevocation,
): Promise<void> {
  await transaction
    .insertInto("pending_revocations")
    .values({
      connection_id: connectionId,
      tenant_id: tenantId,
      next_attempt_at: firstAttemptAt,
      last_error_code: null,
      created_at: now(),
    })
    .onConflict((conflict) =>
      conflict.column("connection_id").doUpdateSet({ next_attempt_at: firstAttemptAt }),
    )
    .execute();
  await jobs.enqueue(transaction, "revoke-credential", { id: connectionId }, firstAttemptAt);
}
