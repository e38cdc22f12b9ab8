import type { StoredCredential } from "./credential-store";

const minimumMarginMs = 5 * 60 * 1000;

type Timed = Pick<StoredCredential, "credential" | "storedAt">;

/** Whether the access secret has not run out. */
export function isUsable({ credential }: Timed, now: Date): boolean {
  return credential.expiresAt === null || credential.expiresAt > now;
}

/** Whether a refresh is possible by its own plan at this moment. */
export function isRefreshable({ credential }: Timed, now: Date): boolean {
  const { mode, notBefore, deadline } = credential.refresh;
  if (mode === "none") return false;
  return (notBefore === null || notBefore <= now) && (deadline === null || deadline > now);
}

/**
 * Whether the access secret lives long enough to begin something with it.
 *
 * @param minimumRemainingMs what the caller is about to do takes that long; capped below the lifetime,
 *   since a fresh credential cannot have more
 */
export function isFresh(stored: Timed, now: Date, minimumRemainingMs: number): boolean {
  const { expiresAt } = stored.credential;
  if (expiresAt === null) return true;
  const lifetimeMs = expiresAt.getTime() - stored.storedAt.getTime();
  const wantedMs = Math.max(marginMs(lifetimeMs), Math.min(minimumRemainingMs, lifetimeMs * 0.9));
  return expiresAt.getTime() - now.getTime() > wantedMs;
}

/** Five minutes or a tenth of the lifetime, whichever is more, but at most half of the lifetime. */
function marginMs(lifetimeMs: number): number {
  return Math.min(Math.max(minimumMarginMs, lifetimeMs / 10), lifetimeMs / 2);
}
