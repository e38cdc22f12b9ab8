import type { JobHandler } from "../jobs/job-queue";
import { toConnection } from "./connection";
import type { ConnectionDependencies } from "./connection-dependencies";
import { revokeOwed } from "./revoke-owed";

/** Longer than one attempt takes; a worker that dies in it is followed by another after this. */
const CLAIM_MS = 2 * 60_000;

/** Makes the attempt that is due. Waking early, late or twice is harmless: the row is claimed first. */
export function createRevocationHandler(dependencies: ConnectionDependencies): JobHandler {
  return async ({ id }, signal) => {
    const { database, now } = dependencies;
    const at = now();
    const claimed = await database.kysely
      .updateTable("pending_revocations")
      .set({ next_attempt_at: new Date(at.getTime() + CLAIM_MS) })
      .where("connection_id", "=", id)
      .where("next_attempt_at", "<=", at)
      .executeTakeFirst();
    if (claimed.numUpdatedRows !== 1n) return;
    const row = await database.kysely
      .selectFrom("connections")
      .selectAll()
      .where("id", "=", id)
      .executeTakeFirstOrThrow();
    await revokeOwed(dependencies, toConnection(row, at), signal);
  };
}
