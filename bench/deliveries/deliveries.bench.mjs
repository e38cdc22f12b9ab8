// The gateway under many small posts, on the embedded database and on PostgreSQL, with 1,000 and with
// 1,000,000 finished deliveries in the tables:
// - deliveries per second from end to end, beside the job engine's jobs that do nothing
// - reads of a post's status per second, beside Hono and one select
// - neither may fall by more than a fifth between the two sizes (bar: 0.8)
// - how long a start takes, and how much memory an idle gateway holds
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runBenchProcess, startBenchProcess } from "./bench-process.mjs";
import { measureAtSize } from "./measure-at-size.mjs";

const engines = ["embedded", "postgresql"];
const noopJobs = 1_000;

/**
 * `BENCH_FINISHED` is the larger size, `BENCH_DELIVERIES` how many are delivered at each, `BENCH_ENGINE`
 * names one database.
 */
export async function benchDeliveries() {
  const large = Number(process.env.BENCH_FINISHED ?? 1_000_000);
  const figures = {};
  for (const engine of engines) {
    if ((process.env.BENCH_ENGINE ?? engine) === engine) {
      figures[engine] = await benchEngine(engine, [1_000, large]);
    }
  }
  const worst = (ratio) => Math.min(...Object.values(figures).map((figure) => figure[ratio]));
  return {
    ...figures,
    deliveriesRatioLargeToSmall: worst("deliveriesRatioLargeToSmall"),
    readsRatioLargeToSmall: worst("readsRatioLargeToSmall"),
    bars: { deliveriesRatioLargeToSmall: 0.8, readsRatioLargeToSmall: 0.8 },
  };
}

async function benchEngine(engine, sizes) {
  const directory = await mkdtemp(join(tmpdir(), "upload-post-bench-"));
  const postgres = engine === "postgresql" ? startBenchProcess("postgres") : null;
  try {
    const databaseUrl = postgres === null ? "" : (await postgres.said).url;
    const dataDir = join(directory, "gateway");
    // An embedded database belongs to one process, so the bare server has one of its own.
    const bareDir = postgres === null ? join(directory, "bare") : dataDir;
    if (postgres === null) await runBenchProcess("fill-deliveries", [bareDir, "", "1", "1"]);
    const measured = {};
    let filled = 0;
    for (const size of sizes) {
      const range = [String(filled + 1), String(size)];
      await runBenchProcess("fill-deliveries", [dataDir, databaseUrl, ...range]);
      filled = size;
      measured[size] = await measure(engine, { directory, dataDir, databaseUrl, bareDir, size });
      console.error(engine, size, measured[size]);
    }
    const [small, large] = sizes.map((size) => measured[size]);
    return {
      ...measured,
      deliveriesRatioLargeToSmall: large.deliveriesPerNoopJob / small.deliveriesPerNoopJob,
      readsRatioLargeToSmall: large.readsRatioToBareServer / small.readsRatioToBareServer,
    };
  } finally {
    await postgres?.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

/** One size, with the bare server beside it and the job engine's own speed right before and after. */
async function measure(engine, world) {
  const { directory, databaseUrl, bareDir } = world;
  const noopDir = engine === "embedded" ? join(directory, "jobs") : bareDir;
  const noop = () => runBenchProcess("noop-jobs", [noopDir, databaseUrl, String(noopJobs)]);
  const before = await noop();
  const bare = startBenchProcess("bare-reads", [bareDir, databaseUrl]);
  const { port } = await bare.said;
  try {
    const bareOrigin = `http://127.0.0.1:${port}`;
    const figures = await measureAtSize({ ...world, bareOrigin });
    const after = await noop();
    const oneByOne = (before.oneByOnePerSecond + after.oneByOnePerSecond) / 2;
    return {
      ...figures,
      noopJobs: { before, after },
      deliveriesPerNoopJob: figures.deliveriesPerSecond / oneByOne,
    };
  } finally {
    await bare.stop();
  }
}
