import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecret } from "@upload-post/core/connector";
import { openPostgresqlDatabase } from "../../apps/gateway/src/database/open-postgresql-database";
import { openPostgresServer } from "../../apps/gateway/test/postgres-server";
import { type SandboxProcess, startSandboxProcess } from "./sandbox-process";
import { startWorker, type Worker } from "./start-worker";

/** Replicas, their database and their TikTok. Time passes for all of them at once. */
export type RefreshWorld = {
  readonly sandbox: SandboxProcess;
  /** Starts a replica whose journal lies in a directory of that name. */
  startReplica(directory: string): Promise<Worker>;
  advance(ms: number): Promise<void>;
  /** The leases of the dead run out: a minute that is not waited for. */
  expireLeases(): Promise<void>;
  /** Intents become so old that nobody waits for their answers any more: five minutes. */
  ageAttempts(): Promise<void>;
  close(): Promise<void>;
};

/** Starts PostgreSQL and the sandbox. */
export async function openRefreshWorld(): Promise<RefreshWorld> {
  const directory = await mkdtemp(join(tmpdir(), "upload-post-prove-refresh-"));
  const postgres = await openPostgresServer();
  const databaseUrl = await postgres.createDatabase();
  const sandbox = await startSandboxProcess();
  const database = openPostgresqlDatabase({
    url: createSecret(databaseUrl),
    onConnectionLost: () => undefined,
  });
  const workers = new Set<Worker>();
  let aheadMs = 0;

  return {
    sandbox,
    async startReplica(name) {
      const dataDir = join(directory, name);
      const worker = await startWorker({
        ...{ databaseUrl, dataDir, aheadMs },
        sandboxOrigin: sandbox.origin,
      });
      workers.add(worker);
      void worker.ended.then(() => workers.delete(worker));
      return worker;
    },
    async advance(ms) {
      aheadMs += ms;
      await sandbox.advance(ms);
      await Promise.all([...workers].map((worker) => worker.tell({ kind: "advance", ms })));
    },
    expireLeases: async () => {
      await database.runSql("update leases set expires_at = clock_timestamp()");
    },
    ageAttempts: async () => {
      await database.runSql(
        "update refresh_attempts set begun_at = begun_at - interval '5 minutes'",
      );
    },
    async close() {
      await Promise.all([...workers].map((worker) => worker.stop()));
      await database.close();
      await sandbox.stop();
      await postgres.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
