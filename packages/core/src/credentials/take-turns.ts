/** Runs works one after the other, in the order they came; a failed one does not stop the next. */
export function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work, work);
    last = done;
    // The caller gets the failure; the chain itself must not report it a second time.
    done.catch(() => undefined);
    return done;
  };
}
