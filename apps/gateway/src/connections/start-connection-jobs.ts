import type { ConnectionDependencies } from "./connection-dependencies";
import { createRevocationHandler } from "./revocation-job";

const CONCURRENCY = 2;
const SWEEP_EVERY_MS = 60_000;
const BATCH = 100;
/** Longer than an `Idempotency-Key` is remembered: its repetitions answer from these rows. */
const KEEP_FLOWS_MS = 7 * 24 * 60 * 60 * 1000;

/** Works on owed revocations in this process. The job queue is stopped by its owner. */
export async function startConnectionJobs(
  dependencies: ConnectionDependencies,
): Promise<{ stop(): void }> {
  const { jobs, logger } = dependencies;
  await jobs.work("revoke-credential", CONCURRENCY, createRevocationHandler(dependencies));
  const sweep = async () => {
    try {
      await sweepConnections(dependencies);
    } catch (error) {
      logger.warn({ error }, "sweeping connections failed; it is tried again");
    }
  };
  const timer = setInterval(() => void sweep(), SWEEP_EVERY_MS);
  timer.unref();
  await sweep();
  return { stop: () => clearInterval(timer) };
}

/**
 * Wakes every revocation that is due, whatever became of its job, and forgets old consent flows.
 *
 * @returns how many revocations were woken.
 */
export async function sweepConnections({
  database,
  jobs,
  now,
}: Pick<ConnectionDependencies, "database" | "jobs" | "now">): Promise<number> {
  const at = now();
  await database.kysely
    .deleteFrom("authorization_flows")
    .where("created_at", "<", new Date(at.getTime() - KEEP_FLOWS_MS))
    .where("link_expires_at", "<", at)
    .execute();
  const due = await database.kysely
    .selectFrom("pending_revocations")
    .select("connection_id")
    .where("next_attempt_at", "<=", at)
    .orderBy("next_attempt_at")
    .limit(BATCH)
    .execute();
  for (const { connection_id: id } of due) {
    await database.kysely
      .transaction()
      .execute((transaction) => jobs.enqueue(transaction, "revoke-credential", { id }, at));
  }
  return due.length;
}
