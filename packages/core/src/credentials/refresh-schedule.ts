import type { StoredCredential } from "./credential-store";

const minuteMs = 60 * 1000;
const dayMs = 24 * 60 * minuteMs;
/** Nobody is idle for longer: platforms forget grants that are not used. */
const longestIdleMs = 30 * dayMs;
/** Closer to the end of a grant a refresh for its own sake gains nothing. */
const shortestIdleMs = 60 * minuteMs;

/** When a host should refresh a credential that nobody has asked for. */
export type RefreshSchedule = {
  /** For an account that is about to be used: well before its access runs out. */
  readonly aheadAt: Date | null;
  /** For an account that nobody uses: so that its grant does not run out or get forgotten. */
  readonly idleAt: Date | null;
};

/**
 * Plans the refreshes that a host makes in the background, from the credential's own times.
 *
 * @param spread from 0 to 1, the same for a connection every time: accounts that were connected in one
 *   moment are not refreshed in one moment. More means earlier.
 */
export function refreshSchedule(
  { credential, storedAt }: Pick<StoredCredential, "credential" | "storedAt">,
  spread: number,
): RefreshSchedule {
  const { mode, notBefore, deadline } = credential.refresh;
  if (mode === "none") return { aheadAt: null, idleAt: null };
  const storedMs = storedAt.getTime();
  const at = (ms: number) => new Date(Math.max(ms, notBefore?.getTime() ?? ms));
  const { expiresAt } = credential;
  const lifeMs = expiresAt === null ? null : expiresAt.getTime() - storedMs;
  // The last fifth to three tenths of its life; whoever uses it refreshes by himself in the last tenth.
  const aheadAt = lifeMs === null ? null : at(storedMs + lifeMs * (0.8 - 0.1 * spread));
  // What renews itself ends with its access.
  const ends = [deadline, mode === "self" ? expiresAt : null].filter((end) => end !== null);
  const remainingMs = Math.min(...ends.map((end) => end.getTime() - storedMs));
  if (remainingMs < shortestIdleMs) return { aheadAt, idleAt: null };
  const idleMs = Math.min(longestIdleMs, remainingMs * 0.9);
  return { aheadAt, idleAt: at(storedMs + idleMs * (1 - 0.2 * spread)) };
}
