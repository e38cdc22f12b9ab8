// The gateway under a large video, against TikTok's sandbox on loopback:
// - memory over idle while a 4 GiB file comes in and goes out (bar: 64 MB)
// - push throughput against curl sending the same chunks to the same sandbox (bar: 0.8)
// - ingest throughput against a bare node:http server writing to disk (bar: 0.7)
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createApiClient } from "../../scripts/demo/api-client.mjs";
import { connectAccount } from "../../scripts/demo/connect-account.mjs";
import { createOwnerBrowser } from "../../scripts/demo/owner-browser.mjs";
import { startGateway } from "../../scripts/demo/start-gateway.mjs";
import { startSandbox } from "../../scripts/demo/start-sandbox.mjs";
import { median } from "../median.mjs";
import { timedCurl } from "../timed-curl.mjs";
import { prepareChunks, pushWithCurl } from "./curl-push.mjs";
import { cpuSeconds, residentBytes, watchResident } from "./watch-process.mjs";

const mediaModule = "../../test-fixtures/media/dist/index.js";
const ended = new Set(["published", "in_inbox", "failed", "canceled", "unconfirmed"]);
const uploadRoute = /\/video\/$/;
const pairs = 3;

/** Measures everything in one run of one gateway. `BENCH_SIZE_BYTES` makes the large file smaller. */
export async function benchGateway() {
  const largeBytes = Number(process.env.BENCH_SIZE_BYTES ?? 4 * 1024 ** 3);
  const pairBytes = Math.min(largeBytes, 1024 ** 3);
  await needDisk(2 * largeBytes + (2 * pairs + 4) * pairBytes);
  const directory = await mkdtemp(join(tmpdir(), "upload-post-bench-"));
  const started = await startSandbox(directory);
  const gateway = await startGateway({ ...started.gatewayEnvironment, LOG_LEVEL: "info" });
  const bare = fork(fileURLToPath(new URL("bare-ingest.mjs", import.meta.url)), [directory]);
  try {
    const { makeLargeVideo } = await import(mediaModule);
    const [{ port }] = await once(bare, "message");
    const api = createApiClient(started.gatewayOrigin, started.apiKey);
    const connection = await connectAccount(api, createOwnerBrowser(), () => undefined);
    const world = { ...started, api, connection, directory, pid: gateway.pid };
    const pairVideo = await makeLargeVideo({ sizeBytes: pairBytes, directory });
    // Warms up everything that is loaded late, so that idle is what a gateway in use has.
    await post(
      world,
      await ingest(world, await makeLargeVideo({ sizeBytes: 20_000_000, directory })),
    );

    await delay(2_000);
    const idleBytes = residentBytes(gateway.pid);
    const video = await makeLargeVideo({ sizeBytes: largeBytes, directory });
    const large = await postLarge(world, video, idleBytes);

    const ingested = await compareIngest(world, pairVideo, `http://127.0.0.1:${port}/`);
    const pushed = await comparePush(world, pairVideo);
    return {
      sizeBytes: largeBytes,
      pairs,
      pairBytes,
      idleMegabytes: idleBytes / 1e6,
      ...large,
      ...ingested,
      ...pushed,
      bars: { memoryGrowthMegabytes: 64, pushRatioToCurl: 0.8, ingestRatioToBareServer: 0.7 },
    };
  } finally {
    bare.kill();
    await gateway.stop();
    await started.sandbox.close();
    await rm(directory, { recursive: true, force: true });
  }
}

async function needDisk(wantedBytes) {
  const { bavail, bsize } = await statfs(tmpdir());
  if (bavail * bsize > wantedBytes) return;
  throw new Error(
    `The gateway bench needs ${Math.ceil(wantedBytes / 1e9)} GB in ${tmpdir()}. Free some, or set TMPDIR or BENCH_SIZE_BYTES.`,
  );
}

/** Sends a file to the gateway with curl. */
async function ingest({ gatewayOrigin, apiKey, directory, api }, { path }) {
  const figures = await curlPost(directory, path, `${gatewayOrigin}/v1/media`, apiKey);
  return {
    ...figures,
    media: figures.answer.id,
    remove: () => api.delete(`/v1/media/${figures.answer.id}`),
  };
}

async function curlPost(directory, path, url, apiKey) {
  const output = join(directory, "answer.json");
  const configPath = join(directory, "curl-ingest.config");
  const lines = [
    `upload-file = "${path}"`,
    `request = "POST"`,
    `url = "${url}"`,
    `header = "Content-Type: video/mp4"`,
    `header = "Authorization: Bearer ${apiKey}"`,
    `output = "${output}"`,
  ];
  await writeFile(configPath, lines.join("\n"), { mode: 0o600 });
  const figures = await timedCurl(configPath);
  return { ...figures, answer: JSON.parse(await readFile(output, "utf8")) };
}

/** Posts a media to the inbox and answers how long its bytes took, as the sandbox saw them arrive. */
async function post({ api, connection, sandbox }, { media }) {
  const before = sandbox.inspect.requests().at(-1)?.number ?? 0;
  const created = await api.post("/v1/posts", {
    media: [media],
    allow_duplicate: true,
    targets: [{ connection: connection.id, mode: "draft" }],
  });
  let status = "queued";
  while (!ended.has(status)) {
    const { deliveries } = await api.get(`/v1/posts/${created.id}?wait_s=5`);
    status = deliveries[0].status;
  }
  if (status !== "in_inbox") throw new Error(`The post ended as ${status}.`);
  return chunkSpan(sandbox, before);
}

/** From the answer to the first chunk to the answer to the last, and how many chunks lie between. */
function chunkSpan(sandbox, afterNumber) {
  const chunks = sandbox.inspect
    .requests()
    .filter(
      ({ number, method, path }) =>
        number > afterNumber && method === "PUT" && uploadRoute.test(path),
    );
  const times = chunks.map(({ at }) => Date.parse(at));
  const wallS = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000;
  return { wallS, chunks: chunks.length };
}

async function postLarge(world, video, idleBytes) {
  const { pid } = world;
  const gigabytes = video.sizeBytes / 1e9;
  /** Runs one phase and answers what it gave, with what it cost the gateway. */
  const phase = async (work) => {
    const cpuBefore = cpuSeconds(pid);
    const resident = watchResident(pid);
    const value = await work();
    const growthMegabytes = (resident.stop() - idleBytes) / 1e6;
    const cpuSecondsPerGigabyte = (cpuSeconds(pid) - cpuBefore) / gigabytes;
    const megabytesPerSecond = (gigabytes * 1000) / value.wallS;
    return { value, figures: { growthMegabytes, cpuSecondsPerGigabyte, megabytesPerSecond } };
  };
  const ingested = await phase(() => ingest(world, video));
  const pushed = await phase(() => post(world, ingested.value));
  await ingested.value.remove();
  return {
    memoryGrowthMegabytes: Math.max(
      ingested.figures.growthMegabytes,
      pushed.figures.growthMegabytes,
    ),
    ingest: ingested.figures,
    push: pushed.figures,
  };
}

async function compareIngest(world, video, bareUrl) {
  const ratios = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const bare = await curlPost(world.directory, video.path, bareUrl, "none");
    const ours = await ingest(world, video);
    await ours.remove();
    ratios.push(bare.wallS / ours.wallS);
  }
  return { ingestRatioToBareServer: median(ratios) };
}

async function comparePush(world, video) {
  const { media } = await ingest(world, video);
  const gigabytes = video.sizeBytes / 1e9;
  const ratios = [];
  const curlCpu = [];
  let prepared = null;
  for (let pair = 0; pair < pairs; pair += 1) {
    const ours = await post(world, { media });
    await world.sandbox.settle();
    const chunkBytes = world.sandbox.inspect.uploads().at(-1)?.chunkSize ?? video.sizeBytes;
    prepared ??= await prepareChunks({ ...video, chunkBytes, directory: world.directory });
    const before = world.sandbox.inspect.requests().at(-1)?.number ?? 0;
    const figures = await pushWithCurl(world.sandbox, prepared);
    const curl = chunkSpan(world.sandbox, before);
    await world.sandbox.settle();
    if (curl.chunks !== ours.chunks) {
      throw new Error(`curl sent ${curl.chunks} chunks, the gateway ${ours.chunks}.`);
    }
    ratios.push(curl.wallS / ours.wallS);
    curlCpu.push(figures.cpuS / gigabytes);
    // The day's cap on inbox uploads counts both.
    await world.sandbox.advance(24 * 3_600_000);
  }
  return {
    pushRatioToCurl: median(ratios),
    chunkCount: prepared?.chunks.length ?? 0,
    curlPushCpuSecondsPerGigabyte: median(curlCpu),
  };
}
