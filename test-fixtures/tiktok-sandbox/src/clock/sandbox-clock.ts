/** Where the sandbox takes the time from. */
export type ClockMode = "real" | "manual";

/** The sandbox's own clock; every lifetime, window and delay is measured on it. */
export interface SandboxClock {
  readonly mode: ClockMode;
  /** Epoch milliseconds. */
  now(): number;
  /**
   * Moves the clock forward. Time never goes back.
   * @throws RangeError when `ms` is negative or not finite.
   */
  advance(ms: number): void;
}

/** Options of {@link createSandboxClock}. */
export interface SandboxClockOptions {
  mode: ClockMode;
  /** First reading of a manual clock, epoch milliseconds. */
  startAt: number;
  /** The clock that a real one follows. */
  systemNow: () => number;
}

/** Makes a clock that follows the system (plus what was advanced), or one that only moves when told. */
export function createSandboxClock({
  mode,
  startAt,
  systemNow,
}: SandboxClockOptions): SandboxClock {
  let offset = 0;
  return {
    mode,
    now: () => (mode === "manual" ? startAt : systemNow()) + offset,
    advance(ms) {
      if (!Number.isFinite(ms) || ms < 0) {
        throw new RangeError(`The clock can only advance by a positive number of ms, not ${ms}.`);
      }
      offset += ms;
    },
  };
}
