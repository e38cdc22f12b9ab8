// How fast the job engine itself is on this database: jobs that do nothing, fetched one by one by as many
// workers as deliveries have, and in full batches.
import { fromKysely, PgBoss } from "pg-boss";
import { openBenchDatabase } from "./bench-database";

const WORKERS = 4;
const BATCH = 50;

const count = Number(process.argv[4]);
const database = await openBenchDatabase(process.argv.slice(2));
const boss = new PgBoss({
  ...database.jobDatabaseOptions,
  schema: "bench_jobs",
  schedule: false,
  supervise: false,
});
boss.on("error", (error) => {
  throw error;
});
await boss.start();
process.send?.({
  oneByOnePerSecond: await drain("one", 1),
  inBatchesPerSecond: await drain("batch", BATCH),
});
await boss.stop({ graceful: false });
await database.close();
process.exit(0);

async function drain(queue: string, batchSize: number): Promise<number> {
  await boss.createQueue(queue);
  for (let sent = 0; sent < count; sent += 1) {
    await boss.send(queue, { id: `dlv_${sent}` }, { db: fromKysely(database.kysely) });
  }
  const startedAt = performance.now();
  // `fetch` and `complete` are what a worker does; its pauses between polls are not the engine's speed.
  await Promise.all(
    Array.from({ length: WORKERS }, async () => {
      for (;;) {
        const jobs = await boss.fetch(queue, { batchSize });
        if (jobs.length === 0) return;
        await boss.complete(
          queue,
          jobs.map(({ id }) => id),
        );
      }
    }),
  );
  return count / ((performance.now() - startedAt) / 1000);
}
