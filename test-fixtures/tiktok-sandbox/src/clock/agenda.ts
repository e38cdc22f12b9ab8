/** What falls due at a moment of the sandbox's clock. */
export interface AgendaEntry {
  readonly dueAt: number;
  readonly label: string;
  /** Takes the entry off the agenda; harmless when it has run. */
  cancel(): void;
}

/**
 * Future transitions, run in order of their due time whenever somebody looks.
 *
 * Truth never depends on a timer: before a request reads state, everything due has happened,
 * with its own due time as the moment it happened at.
 */
export interface Agenda {
  at(dueAt: number, label: string, run: (dueAt: number) => void): AgendaEntry;
  /** Runs what is due, entries added meanwhile included. */
  runDue(): void;
  nextDueAt(): number | null;
  size(): number;
}

interface StoredEntry extends AgendaEntry {
  readonly order: number;
  readonly run: (dueAt: number) => void;
}

/** Makes an agenda on a clock; `onChange` is called when the next due time may have moved. */
export function createAgenda(now: () => number, onChange: () => void): Agenda {
  const entries = new Set<StoredEntry>();
  let order = 0;

  function next(): StoredEntry | undefined {
    let first: StoredEntry | undefined;
    for (const entry of entries) {
      if (
        first === undefined ||
        entry.dueAt < first.dueAt ||
        (entry.dueAt === first.dueAt && entry.order < first.order)
      ) {
        first = entry;
      }
    }
    return first;
  }

  return {
    at(dueAt, label, run) {
      order += 1;
      const entry: StoredEntry = {
        dueAt,
        label,
        order,
        run,
        cancel: () => {
          entries.delete(entry);
        },
      };
      entries.add(entry);
      onChange();
      return entry;
    },
    runDue() {
      for (let entry = next(); entry !== undefined && entry.dueAt <= now(); entry = next()) {
        entries.delete(entry);
        entry.run(entry.dueAt);
      }
    },
    nextDueAt: () => next()?.dueAt ?? null,
    size: () => entries.size,
  };
}
