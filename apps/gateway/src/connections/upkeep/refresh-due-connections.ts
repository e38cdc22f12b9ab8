import { isUploadPostError } from "@upload-post/core/errors";
import { plannedColumns, refreshPlan } from "../../credentials/refresh-plan";
import { credentialsFor, refreshAhead } from "../connection-credentials";
import type { ConnectionDependencies } from "../connection-dependencies";
import { claimDueRefreshes, type DueRefresh, restAfterFailure } from "./claim-due-refreshes";

/** A platform gets so many refreshes at a time from one replica, however many are due. */
const AT_A_TIME = 4;
const BATCH = 40;
const LONGEST_REST_SECONDS = 60 * 60;

/** How a background refresh may be disturbed. */
export type UpkeepOptions = {
  readonly signal: AbortSignal;
  /** From 0 to 1; spreads what failed together. */
  readonly random: () => number;
};

/**
 * Refreshes what is due in the background. A failure rests for a while and leaves the account as it is;
 * a grant that is proven to be gone marks its connection.
 *
 * @returns how many were claimed.
 */
export async function refreshDueConnections(
  dependencies: ConnectionDependencies,
  options: UpkeepOptions,
): Promise<number> {
  const claimed = await claimDueRefreshes(dependencies.database, dependencies.now(), BATCH);
  const waiting = [...claimed];
  const workers = Array.from({ length: AT_A_TIME }, async () => {
    for (let due = waiting.shift(); due !== undefined; due = waiting.shift()) {
      if (!options.signal.aborted) await refreshClaimed(dependencies, due, options);
    }
  });
  await Promise.all(workers);
  return claimed.length;
}

async function refreshClaimed(
  dependencies: ConnectionDependencies,
  due: DueRefresh,
  { signal, random }: UpkeepOptions,
): Promise<void> {
  try {
    const isDone = await refreshOne(dependencies, due, signal);
    if (isDone) return;
  } catch (error) {
    const { id: connectionId, tenantId } = due;
    const isProvenGone = isUploadPostError(error) && error.code === "authorization_revoked";
    if (!isProvenGone) {
      const text = "a credential could not be refreshed ahead; it is tried again";
      dependencies.logger.warn({ connectionId, tenantId, error }, text);
    }
  }
  const restSeconds = Math.min(60 * 2 ** Math.min(due.failures, 10), LONGEST_REST_SECONDS);
  await restAfterFailure(dependencies.database, due, restSeconds * (0.75 + random() / 2));
}

/** Answers whether the connection has a plan again; `false` when the refresh has to be repeated. */
async function refreshOne(
  dependencies: ConnectionDependencies,
  due: DueRefresh,
  signal: AbortSignal,
): Promise<boolean> {
  const { credentials, database, now } = dependencies;
  const stored = await credentials.store.read({ tenantId: due.tenantId, connectionId: due.id });
  if (stored === null) return false;
  const plan = refreshPlan(due.id, stored);
  const planned = due.isIdle ? plan.idleAt : plan.aheadAt;
  if (planned !== null && planned <= now()) {
    return await refreshAhead(dependencies, due, stored.generation, signal);
  }
  // Nothing can be refreshed, or somebody has: what ran out for good is found here.
  await credentialsFor(dependencies, due).current(signal);
  const current = await credentials.store.read({ tenantId: due.tenantId, connectionId: due.id });
  await database.kysely
    .updateTable("connections")
    .set(plannedColumns(due.id, current ?? stored))
    .where("id", "=", due.id)
    .execute();
  return true;
}
