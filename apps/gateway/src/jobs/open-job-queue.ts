import { setTimeout } from "node:timers/promises";
import { fromKysely, PgBoss } from "pg-boss";
import type { GatewayDatabase } from "../database/gateway-database";
import { type JobKind, jobKinds } from "./job-kind";
import type { JobPayload, JobQueue } from "./job-queue";

/** What {@link openJobQueue} needs. */
export type JobQueueOptions = {
  readonly database: GatewayDatabase;
  /** The clock by which callers say when to wake; the database's may go differently. */
  readonly now: () => Date;
  /** Told about trouble of the engine itself; jobs are safe, they are only woken later. */
  readonly onError: (error: Error) => void;
};

const POLLING_SECONDS = 1;
/** How long a running job may go on when the process is asked to end. */
const FINISH_MS = 10_000;
/** How long it may then take to let go. */
const LET_GO_MS = 5_000;
const STOP_TIMEOUT_MS = 20_000;
/** A dead worker's job wakes again after this; the row's own lease decides who may act. */
const EXPIRE_SECONDS = 15 * 60;
const RETRY_LIMIT = 5;
const RETRY_DELAY_SECONDS = 1;

/** Opens pg-boss on the gateway's database, behind our own small interface. */
export async function openJobQueue(options: JobQueueOptions): Promise<JobQueue> {
  const { database, now, onError } = options;
  const boss = new PgBoss({
    ...database.jobDatabaseOptions,
    schema: "jobs",
    useListenNotify: true,
    schedule: false,
    registerInstance: false,
  });
  boss.on("error", onError);
  await boss.start();
  for (const kind of jobKinds) await prepareQueue(boss, kind);

  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  const track = async (work: Promise<void>): Promise<void> => {
    running.add(work);
    try {
      await work;
    } finally {
      running.delete(work);
    }
  };
  return {
    enqueue: async (transaction, kind, payload, runAt) => {
      // As a distance: pg-boss goes by the database's clock, and two clocks are never the same.
      const startAfter = Math.max(0, runAt.getTime() - now().getTime()) / 1_000;
      await boss.send(kind, payload, { startAfter, db: fromKysely(transaction) });
    },
    work: async (kind, concurrency, handler) => {
      const workOptions = {
        localConcurrency: concurrency,
        pollingIntervalSeconds: POLLING_SECONDS,
        notifyPollingIntervalSeconds: POLLING_SECONDS,
      };
      await boss.work<JobPayload>(kind, workOptions, async (jobs) => {
        for (const job of jobs) {
          const signal = AbortSignal.any([stopping.signal, job.signal]);
          await track(handler({ id: job.data.id }, signal));
        }
      });
    },
    finish: async () => {
      // Nothing new is fetched from here on; whoever was just fetched is in `running` already.
      await Promise.all(jobKinds.map((kind) => boss.offWork(kind, { wait: false })));
      await within(Promise.allSettled(running), FINISH_MS);
      stopping.abort(new Error("The gateway is stopping."));
      await within(Promise.allSettled(running), LET_GO_MS);
    },
    stop: async () => {
      stopping.abort(new Error("The gateway is stopping."));
      await boss.stop({ graceful: true, close: true, timeout: STOP_TIMEOUT_MS });
    },
  };
}

/** Waits for something, but not for longer than that. */
async function within(done: Promise<unknown>, timeoutMs: number): Promise<void> {
  const late = new AbortController();
  const timeout = setTimeout(timeoutMs, undefined, { signal: late.signal }).catch(() => undefined);
  await Promise.race([done, timeout]);
  late.abort();
}

async function prepareQueue(boss: PgBoss, kind: JobKind): Promise<void> {
  const settings = {
    notify: true,
    expireInSeconds: EXPIRE_SECONDS,
    retryLimit: RETRY_LIMIT,
    retryDelay: RETRY_DELAY_SECONDS,
    retryBackoff: true,
  };
  await boss.createQueue(kind, settings);
  await boss.updateQueue(kind, settings);
  // pg-boss loads a queue's settings at its first use, on its own connection. Inside a transaction of
  // ours that would wait for ever on the embedded database's single connection, so it happens here.
  await boss.findJobs(kind, { key: "none", limit: 1 });
}
