// The node byte sender against curl: the same ranges to the same sink, in interleaved pairs.
// Bars: at least 0.8 of curl's throughput, at most 64 MB more memory than idle.
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { median } from "../median.mjs";
import { timedCurl } from "../timed-curl.mjs";

const sizeBytes = 1024 ** 3;
const partBytes = 10_000_000;
const pairs = 5;
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Measures and answers the figures of both sides. */
export async function benchTransfer() {
  const directory = await mkdtemp(join(tmpdir(), "upload-post-bench-"));
  const sink = fork(here("sink.mjs"));
  try {
    const [{ port }] = await once(sink, "message");
    const url = `http://127.0.0.1:${port}/upload`;
    const { path, configPath } = await prepareFiles(directory, url);
    const sendOurs = () => sendWithCore(url, path);
    const runs = [];
    // The first pair warms up both sides, and the page cache.
    for (let pair = 0; pair <= pairs; pair += 1) {
      const oursFirst = pair % 2 === 0;
      const before = oursFirst ? await sendOurs() : null;
      const curl = await timedCurl(configPath);
      const ours = before ?? (await sendOurs());
      if (pair > 0) runs.push({ ours, curl });
    }
    return summary(runs);
  } finally {
    sink.kill();
    await rm(directory, { recursive: true, force: true });
  }
}

/** Sparse files: the whole for us, and each part for curl, which cannot send a range of a file. */
async function prepareFiles(directory, url) {
  const path = join(directory, "whole");
  await sparseFile(path, sizeBytes);
  const lines = [];
  for (let offset = 0; offset < sizeBytes; offset += partBytes) {
    const part = join(directory, `part-${offset / partBytes}`);
    await sparseFile(part, Math.min(partBytes, sizeBytes - offset));
    lines.push(`upload-file = "${part}"`, `url = "${url}"`, `output = "/dev/null"`);
  }
  lines.push(`header = "Expect:"`);
  const configPath = join(directory, "curl.config");
  await writeFile(configPath, lines.join("\n"));
  return { path, configPath };
}

async function sparseFile(path, lengthBytes) {
  const file = await open(path, "w");
  await file.truncate(lengthBytes);
  await file.close();
}

async function sendWithCore(url, path) {
  const child = fork(here("send-with-core.mjs"), [url, path, String(partBytes)]);
  const [figures] = await Promise.race([
    once(child, "message"),
    once(child, "exit").then(([code]) => {
      throw new Error(`the sender ended with code ${code}`);
    }),
  ]);
  return figures;
}

function summary(runs) {
  const gigabytes = sizeBytes / 1e9;
  const growth = runs.map(({ ours }) => ours.memory.peakBytes - ours.memory.idleBytes);
  return {
    sizeBytes,
    partBytes,
    pairs,
    throughputRatioToCurl: median(runs.map(({ ours, curl }) => curl.wallS / ours.wallS)),
    megabytesPerSecond: median(runs.map(({ ours }) => (gigabytes * 1000) / ours.wallS)),
    cpuSecondsPerGigabyte: median(runs.map(({ ours }) => ours.cpuS / gigabytes)),
    curlCpuSecondsPerGigabyte: median(runs.map(({ curl }) => curl.cpuS / gigabytes)),
    memoryGrowthMegabytes: Math.max(...growth) / 1e6,
    bars: { throughputRatioToCurl: 0.8, memoryGrowthMegabytes: 64 },
  };
}
