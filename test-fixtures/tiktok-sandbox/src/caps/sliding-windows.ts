/** Counts calls in windows that slide with the clock. */
export interface SlidingWindows {
  /** Counts one call and answers true, or answers false when the window is full (not counted). */
  admit(key: string, limit: number, windowMs: number, nowMs: number): boolean;
}

/** Makes empty windows. */
export function createSlidingWindows(): SlidingWindows {
  const calls = new Map<string, number[]>();
  return {
    admit(key, limit, windowMs, nowMs) {
      const recent = (calls.get(key) ?? []).filter((at) => at > nowMs - windowMs);
      calls.set(key, recent);
      if (recent.length >= limit) {
        return false;
      }
      recent.push(nowMs);
      return true;
    },
  };
}
