const secondMs = 1000;
const minuteMs = 60 * secondMs;

/** ST 4.5: a post is asked about for at least a quarter of an hour before it becomes slow. */
const livelyMs = 15 * minuteMs;

/** After a day without a result the outcome is given up as unknown; moderation takes hours at most. */
export const patienceMs = 24 * 60 * minuteMs;

/**
 * When to ask again about a post that was first asked about `ageMs` ago: every 5 s at first, growing
 * to 30 s (ST 4.5; 30 calls a minute an account), every 5 minutes after a quarter of an hour.
 */
export function nextPollMs(ageMs: number): number {
  if (ageMs >= livelyMs) return 5 * minuteMs;
  return Math.min(Math.max(ageMs / 4, 5 * secondMs), 30 * secondMs);
}
