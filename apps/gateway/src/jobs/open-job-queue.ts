import { fromKysely, PgBoss } from "pg-boss";
import type { GatewayDatabase } from "../database/gateway-database";
import { type JobKind, jobKinds } from "./job-kind";
import type { JobPayload, JobQueue } from "./job-queue";

/** What {@link openJobQueue} needs. */
export type JobQueueOptions = {
  readonly database: GatewayDatabase;
  /** Told about trouble of the engine itself; jobs are safe, they are only woken later. */
  readonly onError: (error: Error) => void;
};

const POLLING_SECONDS = 1;
const STOP_TIMEOUT_MS = 20_000;
/** A dead worker's job wakes again after this; the row's own lease decides who may act. */
const EXPIRE_SECONDS = 15 * 60;
const RETRY_LIMIT = 5;
const RETRY_DELAY_SECONDS = 1;

/** Opens pg-boss on the gateway's database, behind our own small interface. */
export async function openJobQueue(options: JobQueueOptions): Promise<JobQueue> {
  const { database, onError } = options;
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
  return {
    enqueue: async (transaction, kind, payload, runAt) => {
      await boss.send(kind, payload, { startAfter: runAt, db: fromKysely(transaction) });
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
          await handler({ id: job.data.id }, signal);
        }
      });
    },
    stop: async () => {
      stopping.abort(new Error("The gateway is stopping."));
      await boss.stop({ graceful: true, close: true, timeout: STOP_TIMEOUT_MS });
    },
  };
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
