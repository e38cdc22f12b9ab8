// Every way a file comes into the gateway, against a bare node:http server writing the same body to disk:
// - throughput of the raw body (bar: 0.7), of a form, and of an upload link by PUT
// - memory over idle while they come in (bar: 64 MB)
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createApiClient } from "../../scripts/demo/api-client.mjs";
import { freePort } from "../../scripts/demo/free-port.mjs";
import { startGateway } from "../../scripts/demo/start-gateway.mjs";
import { cpuSeconds, residentBytes, watchResident } from "../gateway/watch-process.mjs";
import { median } from "../median.mjs";
import { timedCurl } from "../timed-curl.mjs";

const mediaModule = "../../test-fixtures/media/dist/index.js";
const bareServer = new URL("../gateway/bare-ingest.mjs", import.meta.url);
const apiKey = "bench-ingest-key-0123456789";
const rounds = 5;

/** Measures in one run of one gateway; the two servers take turns. `BENCH_SIZE_BYTES` makes the file smaller. */
export async function benchIngest() {
  const sizeBytes = Number(process.env.BENCH_SIZE_BYTES ?? 1024 ** 3);
  const directory = await mkdtemp(join(tmpdir(), "upload-post-bench-"));
  const port = await freePort();
  const gateway = await startGateway({
    PATH: process.env.PATH,
    PORT: String(port),
    DATA_DIR: join(directory, "data"),
    ADMIN_API_KEY: apiKey,
    LOG_LEVEL: "info",
  });
  const bare = fork(fileURLToPath(bareServer), [directory]);
  try {
    const { makeLargeVideo } = await import(mediaModule);
    const [{ port: barePort }] = await once(bare, "message");
    const origin = `http://127.0.0.1:${port}`;
    const world = { directory, origin, api: createApiClient(origin, apiKey), sizeBytes };
    // Warms up everything that is loaded late, so that idle is what a gateway in use has.
    const { path } = await makeLargeVideo({ sizeBytes: 20_000_000, directory });
    for (const way of Object.values(ways)) await way({ ...world, sizeBytes: 20_000_000 }, path);

    const video = await makeLargeVideo({ sizeBytes, directory });
    const cpuBefore = cpuSeconds(gateway.pid);
    const bareUrl = `http://127.0.0.1:${barePort}/`;
    const figures = {};
    // One way after the other, so that none is blamed for the memory of another.
    for (const [name, way] of Object.entries(ways)) {
      const idleBytes = residentBytes(gateway.pid);
      const resident = watchResident(gateway.pid);
      const ratios = [];
      for (let round = 0; round < rounds; round += 1) {
        const least = await send(directory, [
          `upload-file = "${video.path}"`,
          `url = "${bareUrl}"`,
        ]);
        ratios.push(least.wallS / (await way(world, video.path)).wallS);
      }
      const growthMegabytes = Math.round((resident.stop() - idleBytes) / 1e6);
      figures[name] = { ratioToBareServer: median(ratios), growthMegabytes };
    }
    const sentGigabytes = (sizeBytes / 1e9) * rounds * Object.keys(ways).length;
    return {
      sizeBytes,
      rounds,
      ...figures,
      ingestRatioToBareServer: figures.rawBody.ratioToBareServer,
      memoryGrowthMegabytes: figures.rawBody.growthMegabytes,
      cpuSecondsPerGigabyte: (cpuSeconds(gateway.pid) - cpuBefore) / sentGigabytes,
      bars: { memoryGrowthMegabytes: 64, ingestRatioToBareServer: 0.7 },
    };
  } finally {
    bare.kill();
    await gateway.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

/** The ways in. Each sends the file once and removes it again. */
const ways = {
  rawBody: (world, path) =>
    sendAndRemove(world, [
      `upload-file = "${path}"`,
      `request = "POST"`,
      `url = "${world.origin}/v1/media"`,
      `header = "Content-Type: video/mp4"`,
      `header = "Authorization: Bearer ${apiKey}"`,
    ]),
  form: (world, path) =>
    sendAndRemove(world, [
      `form = "file=@${path};type=video/mp4"`,
      `url = "${world.origin}/v1/media"`,
      `header = "Authorization: Bearer ${apiKey}"`,
    ]),
  uploadLink: async (world, path) => {
    const link = await world.api.post("/v1/media/uploads", {
      size_bytes: world.sizeBytes,
      type: "video/mp4",
    });
    const url = `${world.origin}${new URL(link.upload_url).pathname}`;
    return sendAndRemove(world, [`upload-file = "${path}"`, `url = "${url}"`]);
  },
};

async function sendAndRemove({ directory, api }, lines) {
  const figures = await send(directory, lines);
  await api.delete(`/v1/media/${JSON.parse(figures.answer).id}`);
  return figures;
}

async function send(directory, lines) {
  const output = join(directory, "answer.json");
  const configPath = join(directory, "curl-ingest.config");
  await writeFile(configPath, [...lines, `output = "${output}"`].join("\n"), { mode: 0o600 });
  const figures = await timedCurl(configPath);
  return { ...figures, answer: await readFile(output, "utf8") };
}
