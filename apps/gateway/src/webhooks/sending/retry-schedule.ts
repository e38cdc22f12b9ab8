const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** The waits of Standard Webhooks; the last one is repeated. */
const waitsMs = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  24 * HOUR_MS,
] as const;
const LONGEST_WAIT_MS = 24 * HOUR_MS;
/** The share of a wait by which it may grow, so that what failed together is not tried together. */
const JITTER = 0.2;

/** How long after its first failure a message is tried, and how long an endpoint may fail. */
export const GIVE_UP_AFTER_MS = 5 * 24 * HOUR_MS;

/** When to try again after a number of failures in a row; never later than the last attempt is due. */
export function nextAttemptAt(
  failures: number,
  giveUpAt: Date,
  now: Date,
  random: () => number,
): Date {
  const waitMs = waitsMs[failures - 1] ?? LONGEST_WAIT_MS;
  const at = now.getTime() + waitMs * (1 + JITTER * random());
  return new Date(Math.min(at, giveUpAt.getTime()));
}
