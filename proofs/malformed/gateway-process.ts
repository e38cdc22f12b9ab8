import { type ChildProcessByStdio, spawn } from "node:child_process";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { z } from "zod";

const memorySchema = z.object({ heapBytes: z.number(), residentBytes: z.number() });

/** What a process holds once all garbage is collected, in bytes. */
export type Memory = z.infer<typeof memorySchema>;

/** A gateway in a process of its own. */
export type GatewayProcess = {
  readonly port: number;
  readonly hasExited: () => boolean;
  /** Collects its garbage and says what is left. @throws Error when it does not say so in a minute. */
  memory(): Promise<Memory>;
  /** The last lines it wrote. */
  output(): string;
  stop(): Promise<void>;
};

const main = join(import.meta.dirname, "../../apps/gateway/src/main.ts");
const preload = join(import.meta.dirname, "tell-memory.process.mjs");
const startMs = 120_000;
const collectMs = 60_000;

/** Starts one from its sources and waits until it serves. */
export async function startGatewayProcess(
  environment: Readonly<Record<string, string>>,
): Promise<GatewayProcess> {
  const child = spawn(
    process.execPath,
    [
      ...["--expose-gc", "--import", preload],
      ...["--import", "tsx", "--conditions", "upload-post-source", main],
    ],
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
    memory: () => readMemory(child),
    output: () => written,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

function readMemory(child: ChildProcessByStdio<null, Readable, Readable>): Promise<Memory> {
  return new Promise((resolve, reject) => {
    let text = "";
    const end = (result: () => void) => {
      clearTimeout(timer);
      child.stdout.off("data", read);
      result();
    };
    const timer = setTimeout(
      () => end(() => reject(new Error("The gateway did not say how much memory it holds."))),
      collectMs,
    );
    const read = (chunk: Buffer) => {
      text += chunk.toString();
      const found = /^memory (.*)\n/m.exec(text)?.[1];
      if (found !== undefined) end(() => resolve(memorySchema.parse(JSON.parse(found))));
    };
    child.stdout.on("data", read);
    child.kill("SIGUSR2");
  });
}
