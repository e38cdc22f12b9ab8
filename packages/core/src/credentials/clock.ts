import { setTimeout as wait } from "node:timers/promises";

/** Time, injected: what tests replace. */
export type Clock = {
  now(): Date;
  /** Resolves after `delayMs`; rejects with the signal's reason when it is aborted before. */
  delay(delayMs: number, signal: AbortSignal): Promise<void>;
};

/** The system's clock. Its delays keep no process alive. */
export function createSystemClock(): Clock {
  return {
    now: () => new Date(),
    async delay(delayMs, signal) {
      try {
        await wait(delayMs, undefined, { signal, ref: false });
      } catch (error) {
        signal.throwIfAborted();
        throw error;
      }
    },
  };
}
