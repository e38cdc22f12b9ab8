import { describe, expect, it } from "vitest";
import { MediaUnreadableError } from "./media-unreadable-error";
import { runVideoProbe } from "./run-video-probe";
import { type VideoProbeLimits, videoProbeLimits } from "./video-probe-limits";

const started =
  'import { parentPort } from "node:worker_threads"; parentPort.postMessage({ kind: "started" });';
const script = (code: string) => new URL(`data:text/javascript,${encodeURIComponent(code)}`);

/** Runs code in the place of the parser, on a file of 1000 bytes. */
function run(code: string, limits: Partial<VideoProbeLimits> = {}) {
  const reads: [number, number][] = [];
  const outcome = runVideoProbe(
    {
      sizeBytes: 1000,
      read: async (offset, length) => {
        reads.push([offset, length]);
        return Buffer.alloc(length, 7);
      },
    },
    { ...videoProbeLimits, timeoutMs: 10_000, ...limits },
    script(code),
  );
  return { outcome, reads };
}

describe("the thread of a video probe", () => {
  it("is ended when the parser never comes to an end", async () => {
    const { outcome } = run(`${started} for (;;);`, { timeoutMs: 300 });
    await expect(outcome).rejects.toThrow(MediaUnreadableError);
  });

  it("may run out of memory without taking the process with it", async () => {
    const greedy = `${started} const all = []; for (;;) all.push({ a: Math.random(), b: [] });`;
    const { outcome } = run(greedy, { heapMegabytes: 16 });
    await expect(outcome).rejects.toThrow(MediaUnreadableError);
  });

  it("may crash or leave without taking the process with it", async () => {
    await expect(run(`${started} throw new Error("boom");`).outcome).rejects.toThrow(
      MediaUnreadableError,
    );
    await expect(run(`${started} process.exit(3);`).outcome).rejects.toThrow(MediaUnreadableError);
  });

  it("is known to have started however its crash and its words overtake each other", async () => {
    const crash = () => run(`${started} throw new Error("boom");`).outcome;
    for (let round = 0; round < 20; round += 1) {
      const crashes = await Promise.allSettled(Array.from({ length: 6 }, crash));
      const reasons = crashes.map((each) => each.status === "rejected" && each.reason);
      for (const reason of reasons) expect(reason).toBeInstanceOf(MediaUnreadableError);
    }
  });

  it("is the server's own failure when its code is not there", async () => {
    const { outcome } = run('import "./nowhere.js";');
    await expect(outcome).rejects.not.toBeInstanceOf(MediaUnreadableError);
  });

  it.each([
    ["more than a read may bring", "{ kind: 'read', id: 0, start: 0, end: 600 }"],
    ["bytes behind the end", "{ kind: 'read', id: 0, start: 900, end: 1001 }"],
    ["bytes before the beginning", "{ kind: 'read', id: 0, start: -1, end: 10 }"],
    ["a range that ends before it begins", "{ kind: 'read', id: 0, start: 10, end: 5 }"],
  ])("gets nothing when it asks for %s", async (_name, message) => {
    const ask = `${started}
      parentPort.once("message", ({ bytes }) => parentPort.postMessage(
        bytes === null ? { kind: "no-picture" } : { kind: "unreadable" }));
      parentPort.postMessage(${message});`;
    const { outcome, reads } = run(ask, { maxBytesPerRead: 500 });
    await expect(outcome).rejects.toThrow("no picture track");
    expect(reads).toEqual([]);
  });

  it("gets nothing more when it has read as much as one probe may", async () => {
    const ask = `${started} let got = 0;
      parentPort.on("message", ({ bytes }) => {
        if (bytes === null) parentPort.postMessage({ kind: got === 3 ? "no-picture" : "unreadable" });
        else { got += 1; ask(); }
      });
      const ask = () => parentPort.postMessage({ kind: "read", id: 0, start: 0, end: 100 });
      ask();`;
    const { outcome, reads } = run(ask, { maxBytesRead: 350 });
    await expect(outcome).rejects.toThrow("no picture track");
    expect(reads).toHaveLength(3);
  });

  it("sees nothing of the environment", async () => {
    const look = `${started} parentPort.postMessage({
      kind: Object.keys(process.env).length === 0 ? "no-picture" : "unreadable" });`;
    await expect(run(look).outcome).rejects.toThrow("no picture track");
  });
});
