/** `bounded` work ends by itself; `open` work (a download) may hang for as long as its peer does. */
export type BackgroundKind = "bounded" | "open";

/** Work that runs beside the requests: probing, downloads, webhook attempts. */
export interface BackgroundWork {
  start(kind: BackgroundKind, label: string, work: () => Promise<void>): void;
  /** Resolves when no work of the given kinds is running. */
  idle(kinds: readonly BackgroundKind[]): Promise<void>;
  running(kinds: readonly BackgroundKind[]): number;
  /** Errors nobody expected, oldest first; reading empties the list. */
  takeFailures(): Error[];
}

/** Makes a tracker of background work. Unexpected errors are kept for {@link BackgroundWork.takeFailures}. */
export function createBackgroundWork(): BackgroundWork {
  const tasks = new Map<Promise<void>, BackgroundKind>();
  const failures: Error[] = [];

  function of(kinds: readonly BackgroundKind[]): Promise<void>[] {
    return [...tasks].filter(([, kind]) => kinds.includes(kind)).map(([task]) => task);
  }

  return {
    start(kind, label, work) {
      const task = work()
        .catch((cause: unknown) => {
          failures.push(new Error(`The sandbox failed at: ${label}.`, { cause }));
        })
        .finally(() => {
          tasks.delete(task);
        });
      tasks.set(task, kind);
    },
    async idle(kinds) {
      for (let open = of(kinds); open.length > 0; open = of(kinds)) {
        await Promise.all(open);
      }
    },
    running: (kinds) => of(kinds).length,
    takeFailures: () => failures.splice(0),
  };
}
