/** A clock that only moves when a test moves it. */
export type TestClock = {
  readonly now: () => Date;
  readonly advance: (milliseconds: number) => void;
};

/** Makes a clock that stands at a fixed moment. */
export function createTestClock(start = "2026-11-20T12:00:00.000Z"): TestClock {
  let time = Date.parse(start);
  return {
    now: () => new Date(time),
    advance: (milliseconds) => {
      time += milliseconds;
    },
  };
}
