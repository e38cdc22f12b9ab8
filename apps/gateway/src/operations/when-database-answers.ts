import { setTimeout } from "node:timers/promises";
import { isDatabaseAway } from "../database/is-database-away";
import { OperatorError } from "./operator-error";

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/** How long a start waits for its database, and who may end that. */
export type DatabasePatience = {
  readonly patienceMs: number;
  /** Aborted when the process is asked to end. */
  readonly signal: AbortSignal;
  /** One line for the operator. */
  readonly write: (line: string) => void;
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<unknown>;
};

/**
 * Starts what needs the database, again and again while that cannot be reached: it may come up later than
 * this process, or break a connection off in the middle of the start.
 *
 * @throws what `start` threw when it has nothing to do with that, or when patience is over.
 * @throws OperatorError when the process is asked to end meanwhile.
 */
export async function whenDatabaseAnswers<Started>(
  start: () => Promise<Started>,
  { patienceMs, signal, write, pause = pauseFor }: DatabasePatience,
): Promise<Started> {
  let leftMs = patienceMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await start();
    } catch (error) {
      const why = awayBecause(error);
      if (why === null || leftMs <= 0) throw error;
      const waitMs = Math.min(pauseMs, leftMs);
      write(`The database cannot be reached (${why}); the start is tried again in ${waitMs} ms.`);
      leftMs -= waitMs;
      await pause(waitMs, signal).catch(() => undefined);
      if (signal.aborted) {
        throw new OperatorError("The gateway was asked to end before its database answered.", {
          cause: error,
        });
      }
    }
  }
}

function pauseFor(ms: number, signal: AbortSignal): Promise<unknown> {
  return setTimeout(ms, undefined, { signal });
}

/** The code by which an error, or what caused it, says that the database is away; `null` when none does. */
function awayBecause(error: unknown): string | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (!isDatabaseAway(cause)) continue;
    return "code" in cause && typeof cause.code === "string" ? cause.code : "connection lost";
  }
  return null;
}
