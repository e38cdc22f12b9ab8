import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** A gateway in a process of its own. */
export type GatewayProcess = {
  readonly port: number;
  readonly hasExited: () => boolean;
  /** What it holds in memory, in bytes; 0 where the system does not tell. */
  residentBytes(): Promise<number>;
  /** The last lines it wrote. */
  output(): string;
  stop(): Promise<void>;
};

const main = join(import.meta.dirname, "../../apps/gateway/src/main.ts");
const startMs = 120_000;

/** Starts one from its sources and waits until it serves. */
export async function startGatewayProcess(
  environment: Readonly<Record<string, string>>,
): Promise<GatewayProcess> {
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "--conditions", "upload-post-source", main],
    {
      env: { ...process.env, ...environment, PORT: "0", LOG_LEVEL: "error" },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let written = "";
  const keep = (chunk: Buffer) => {
    written = (written + chunk.toString()).slice(-4_000);
  };
  child.stderr.on("data", keep);
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const port = await new Promise<number>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`It does not serve: ${written}`)), startMs);
    child.stdout.on("data", (chunk: Buffer) => {
      keep(chunk);
      const found = /listening on http:\/\/[^\s:]+:(\d+)/.exec(written)?.[1];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(Number(found));
    });
    void ended.then(() => reject(new Error(`It ended at once: ${written}`)));
  });
  return {
    port,
    hasExited: () => child.exitCode !== null || child.signalCode !== null,
    residentBytes: () => residentBytes(child),
    output: () => written,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

async function residentBytes({ pid }: ChildProcess): Promise<number> {
  // Only Linux has this file; elsewhere memory is not judged.
  const text = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/VmRSS:\s+(\d+) kB/.exec(text)?.[1] ?? 0) * 1024;
}
