/** Runs a task when one of the places is free; in the order of asking. */
export type TakeTurn = <Result>(task: () => Promise<Result>) => Promise<Result>;

/** Makes a queue in front of `places` places. */
export function createQueue(places: number): TakeTurn {
  let free = places;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      // The place goes straight to the next one, so that a newcomer cannot slip in between.
      if (next === undefined) free += 1;
      else next();
    }
  };
}
