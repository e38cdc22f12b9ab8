// How fast workers find whose turn it is, with 1,000 and with 100,000 deliveries due at once: after an
// outage of the platform a backlog must shrink as fast as it would have been delivered.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runBenchProcess, startBenchProcess } from "../deliveries/bench-process.mjs";

const sizes = [1_000, 100_000];

/** Both databases; bar: claims keep four fifths of their speed. */
export async function benchBacklog() {
  const figures = {};
  for (const engine of ["embedded", "postgresql"]) figures[engine] = await benchEngine(engine);
  return {
    ...figures,
    claimsRatioLargeToSmall: Math.min(
      ...Object.values(figures).map(({ claimsRatioLargeToSmall }) => claimsRatioLargeToSmall),
    ),
    bars: { claimsRatioLargeToSmall: 0.8 },
  };
}

async function benchEngine(engine) {
  const directory = await mkdtemp(join(tmpdir(), "upload-post-bench-"));
  const postgres = engine === "postgresql" ? startBenchProcess("postgres") : null;
  try {
    const databaseUrl = postgres === null ? "" : (await postgres.said).url;
    const measured = {};
    for (const size of sizes) {
      const said = await runBenchProcess("claim-backlog", [directory, databaseUrl, String(size)]);
      measured[size] = said.claimsPerSecond;
      console.error(engine, size, said);
    }
    const [small, large] = sizes.map((size) => measured[size]);
    return { claimsPerSecond: measured, claimsRatioLargeToSmall: large / small };
  } finally {
    await postgres?.stop();
    await rm(directory, { recursive: true, force: true });
  }
}
