import type { DatabaseTransaction } from "../database/gateway-database";
import type { JobKind } from "./job-kind";

/** All that a job carries: our row is the truth, the queue only wakes. */
export type JobPayload = { readonly id: string };

/** Does what the row says. A throw means "wake me again later"; the outcome belongs into the row. */
export type JobHandler = (payload: JobPayload, signal: AbortSignal) => Promise<void>;

/**
 * Wakes handlers, at least once, at or after a time. Handlers run again after a crash, and two of them
 * may run for one row: they must claim the row by compare-and-set before they do anything.
 */
export interface JobQueue {
  /** Wakes `kind` for this row at `runAt`, if and only if `transaction` commits. */
  enqueue(
    transaction: DatabaseTransaction,
    kind: JobKind,
    payload: JobPayload,
    runAt: Date,
  ): Promise<void>;
  /** Starts to work on `kind`; at most `concurrency` at a time in this process. */
  work(kind: JobKind, concurrency: number, handler: JobHandler): Promise<void>;
  /**
   * Takes no new jobs and waits for the running ones; those that take too long have their signal aborted
   * and are waited for a little longer. Jobs can still be enqueued, for other replicas.
   */
  finish(): Promise<void>;
  /** Takes no new jobs, aborts the signal of the running ones, and waits for them. */
  stop(): Promise<void>;
}
