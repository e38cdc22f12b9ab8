// Sends a file in parts with the byte sender of @upload-post/core and prints what that cost.
import { createFileMediaSource, createNodeByteSender } from "../../packages/core/dist/index.js";
import { peakMemory } from "../peak-memory.mjs";

const [, , url = "", path = "", partBytes = "10000000"] = process.argv;

const sender = createNodeByteSender();
// The digest is another cost, paid at ingest; the sender does not look at it.
const source = await createFileMediaSource({ path, type: "video/mp4", sha256: "0".repeat(64) });
const { sizeBytes } = source.facts;
const signal = new AbortController().signal;
const memory = peakMemory();
const cpuBefore = process.cpuUsage();
const startedMs = performance.now();

for (let offsetBytes = 0; offsetBytes < sizeBytes; offsetBytes += Number(partBytes)) {
  const lengthBytes = Math.min(Number(partBytes), sizeBytes - offsetBytes);
  const response = await sender.send({
    url,
    method: "PUT",
    headers: { "content-type": "video/mp4" },
    source,
    range: { offsetBytes, lengthBytes },
    prefix: new Uint8Array(0),
    suffix: new Uint8Array(0),
    signal,
    onBytesSent: () => undefined,
  });
  if (response.status !== 200) throw new Error(`the sink answered ${response.status}`);
}

const wallS = (performance.now() - startedMs) / 1000;
const { user, system } = process.cpuUsage(cpuBefore);
sender.close();
process.send?.({ wallS, cpuS: (user + system) / 1e6, memory: memory.read() });
process.disconnect?.();
