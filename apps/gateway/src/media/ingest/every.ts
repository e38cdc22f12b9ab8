/** Calls `tick` every so many milliseconds until the answer is called. Keeps no process alive. */
export type Every = (intervalMs: number, tick: () => void) => () => void;

/** On the system's timers. */
export const every: Every = (intervalMs, tick) => {
  const timer = setInterval(tick, intervalMs);
  timer.unref();
  return () => clearInterval(timer);
};
