import { type ChildProcess, spawn } from "node:child_process";
import { setPriority } from "node:os";
import { join } from "node:path";

/** How a process ended. */
export type ProcessEnd = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** The built gateway as a process of its own. */
export type GatewayProcess = {
  readonly pid: number;
  readonly startedAt: number;
  /** True once it serves. */
  readonly listening: Promise<boolean>;
  readonly ended: Promise<ProcessEnd>;
  readonly isRunning: () => boolean;
  readonly signal: (name: NodeJS.Signals) => void;
  /** The last of what it wrote. */
  readonly output: () => string;
};

/** At which point the process is to die by itself, and at which hit of it. */
export type Death = { readonly point: string; readonly hits: number };

const preload = join(import.meta.dirname, "die-at-point.process.mjs");
const KEPT_CHARACTERS = 4_000;
const NICE = 5;

/** Starts the gateway; it listens at the port of its environment. */
export function startGatewayProcess(options: {
  readonly serverPath: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly death: Death | null;
}): GatewayProcess {
  const { serverPath, environment, death } = options;
  const dieAt = death === null ? "" : `${death.point}*${death.hits}`;
  const startedAt = Date.now();
  // It lives for seconds: optimising the embedded database's code would cost more than it saves.
  const child = spawn(process.execPath, ["--liftoff-only", "--import", preload, serverPath], {
    env: { PATH: process.env.PATH, ...environment, PROOF_DIE_AT: dieAt },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  let running = true;
  const ended = new Promise<ProcessEnd>((resolve) => {
    child.once("close", (code, signal) => {
      running = false;
      resolve({ code, signal });
    });
  });
  const listening = new Promise<boolean>((resolve) => {
    const read = (chunk: Buffer) => {
      text = `${text}${chunk.toString("utf8")}`.slice(-KEPT_CHARACTERS);
      if (text.includes("listening on")) resolve(true);
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    void ended.then(() => resolve(false));
  });
  const pid = pidOf(child);
  // Starts take whole cores, and other tests have time limits.
  setPriority(pid, NICE);
  return {
    pid,
    startedAt,
    listening,
    ended,
    isRunning: () => running,
    signal: (name) => {
      if (running) child.kill(name);
    },
    output: () => text,
  };
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error("The gateway could not be started.");
  return child.pid;
}
