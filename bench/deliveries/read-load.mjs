// Reads over kept connections, one request at a time on each. Two servers take turns in short windows, so
// that whatever else the machine does slows both.
import { Agent, get } from "node:http";
import { median } from "../median.mjs";

const connections = 16;
const windows = 7;
const windowMs = 1000;

/**
 * @typedef {(turn: number) => { url: string, headers?: Record<string, string> }} NextRead
 * @param {NextRead} ours
 * @param {NextRead} bare
 */
export async function compareReads(ours, bare) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const rates = [];
  // The first windows warm up.
  for (let window = 0; window <= windows; window += 1) {
    rates.push([await readWindow(ours, agent), await readWindow(bare, agent)]);
  }
  agent.destroy();
  const counted = rates.slice(1);
  return {
    readsPerSecond: Math.round(median(counted.map(([mine]) => mine))),
    bareReadsPerSecond: Math.round(median(counted.map(([, its]) => its))),
    readsRatioToBareServer: median(counted.map(([mine, its]) => mine / its)),
  };
}

async function readWindow(request, agent) {
  const startedAt = performance.now();
  let turn = 0;
  let done = 0;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < startedAt + windowMs) {
        turn += 1;
        const { url, headers = {} } = request(turn);
        await read(url, { agent, headers });
        done += 1;
      }
    }),
  );
  return done / ((performance.now() - startedAt) / 1000);
}

function read(url, options) {
  return new Promise((resolve, reject) => {
    get(url, options, (response) => {
      response.resume();
      if (response.statusCode !== 200) reject(new Error(`${url} answered ${response.statusCode}.`));
      else response.once("end", resolve);
    }).once("error", reject);
  });
}
