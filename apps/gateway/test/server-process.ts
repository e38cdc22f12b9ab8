import { type ChildProcess, spawn } from "node:child_process";
import type { Environment } from "../src/configuration/read-variables";

/** The server as a process of its own. */
export type ServerProcess = {
  readonly child: ChildProcess;
  /** Everything it wrote so far. */
  readonly output: () => string;
  readonly exit: Promise<number | null>;
  /** Resolves with its address once it says that it listens. */
  readonly listening: Promise<string>;
};

/** Runs a built server with exactly this environment. Whoever starts it kills it. */
export function startServerProcess(
  path: string,
  environment: Environment,
  ...commands: readonly string[]
): ServerProcess {
  // It lives for seconds: optimising the embedded database's code would cost more than it saves.
  const child = spawn(process.execPath, ["--liftoff-only", path, ...commands], {
    env: { PORT: "0", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  const exit = new Promise<number | null>((resolve) => child.once("close", resolve));
  const listening = new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      text += chunk.toString("utf8");
      const address = /listening on (http:\/\/[\d.:]+)/.exec(text)?.[1];
      if (address !== undefined) resolve(address);
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("close", (code) => reject(new Error(`Ended with ${code}: ${text}`)));
  });
  listening.catch(() => undefined);
  return { child, output: () => text, exit, listening };
}
