/** How slowly a body may arrive. */
export type PaceLimits = {
  /** Longest time without a byte. */
  readonly idleMs: number;
  /** Each window of this length must bring `minBytesPerSecond` on average. */
  readonly windowMs: number;
  readonly minBytesPerSecond: number;
  /** Longest time for the whole body. */
  readonly totalMs: number;
};

/** reliability 6.1: 64 KB/s averaged over 30 s, 30 s of silence, 6 h altogether. */
const paceLimits: PaceLimits = {
  idleMs: 30_000,
  windowMs: 30_000,
  minBytesPerSecond: 64_000,
  totalMs: 6 * 60 * 60 * 1000,
};

/** Judges the speed of one body. */
export type BodyPace = {
  /** Tells that bytes arrived. */
  readonly received: (bytes: number) => void;
  /** Nobody reads for a while, so that no byte can arrive; {@link BodyPace.resume} ends it. */
  readonly suspend: () => void;
  readonly resume: () => void;
  /** What is wrong with the speed now, for people; `null` when nothing is. To be asked now and then. */
  readonly complaint: () => string | null;
};

/** Starts to judge a body whose first byte may come now. */
export function createBodyPace(now: () => Date, limits: PaceLimits = paceLimits): BodyPace {
  const startedAt = now().getTime();
  let lastByteAt = startedAt;
  let windowStartedAt = startedAt;
  let windowBytes = 0;
  let suspendedAt = startedAt;
  return {
    suspend() {
      suspendedAt = now().getTime();
    },
    resume() {
      const suspendedMs = now().getTime() - suspendedAt;
      lastByteAt += suspendedMs;
      windowStartedAt += suspendedMs;
    },
    received(bytes) {
      if (bytes === 0) return;
      lastByteAt = now().getTime();
      windowBytes += bytes;
    },
    complaint() {
      const at = now().getTime();
      const seconds = (milliseconds: number) => `${milliseconds / 1000} seconds`;
      if (at - startedAt >= limits.totalMs) {
        return `The body did not arrive within ${seconds(limits.totalMs)}.`;
      }
      if (at - lastByteAt >= limits.idleMs) return `No byte arrived for ${seconds(limits.idleMs)}.`;
      const windowMs = at - windowStartedAt;
      if (windowMs < limits.windowMs) return null;
      const isTooSlow = windowBytes < (windowMs / 1000) * limits.minBytesPerSecond;
      windowStartedAt = at;
      windowBytes = 0;
      return isTooSlow
        ? `The body arrived with less than ${limits.minBytesPerSecond} bytes a second.`
        : null;
    },
  };
}
