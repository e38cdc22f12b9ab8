/**
 * What can go wrong with one call to the memory platform.
 *
 * - `refused`: no connection; nothing was sent.
 * - `request-lost`: the connection breaks before the platform did anything, which the caller cannot know.
 * - `answer-lost`: the platform did it, then the connection breaks.
 * - `server-error`: a 500, without doing anything.
 * - `garbage`: the platform did it and answers something that is not in its documentation.
 * - `rate-limited`: a 429 that asks for 30 s.
 * - `unauthorized`: a 401, as for an expired access token.
 * - `hang`: no answer until the caller aborts.
 */
export type MemoryFault =
  | "refused"
  | "request-lost"
  | "answer-lost"
  | "server-error"
  | "garbage"
  | "rate-limited"
  | "unauthorized"
  | "hang";

/** The faults that are waiting to happen, by operation. */
export type MemoryFaults = {
  /** Makes the next `times` calls of `operation` fail that way; earlier plans come first. */
  plan(operation: string, fault: MemoryFault, times?: number): void;
  /** Takes the fault for this call; `null` when it may succeed. */
  take(operation: string): MemoryFault | null;
  /** Forgets all that is planned. */
  clear(): void;
};

/** Makes an empty list of faults. */
export function createMemoryFaults(): MemoryFaults {
  const planned = new Map<string, MemoryFault[]>();
  return {
    plan(operation, fault, times = 1) {
      const queue = planned.get(operation) ?? [];
      planned.set(operation, [...queue, ...Array.from({ length: times }, () => fault)]);
    },
    take: (operation) => planned.get(operation)?.shift() ?? null,
    clear: () => planned.clear(),
  };
}

/** A broken connection, as the memory platform's clients see it. */
export class MemoryConnectionError extends Error {
  /** Whether anything may have reached the platform. */
  readonly sent: boolean;

  constructor(sent: boolean) {
    super(sent ? "The connection broke." : "The connection was refused.");
    this.name = "MemoryConnectionError";
    this.sent = sent;
  }
}
