import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { SenderSettings } from "./sender-settings";

/** A replica that sends, in a process of its own. */
export type Sender = {
  /** `kill -9`. */
  kill(): Promise<void>;
  /** Lets it finish what it is at. */
  stop(): Promise<void>;
};

/** Starts a sender and waits until it works. */
export async function startSender(settings: SenderSettings): Promise<Sender> {
  const child = fork(
    join(import.meta.dirname, "webhook-sender.process.ts"),
    [JSON.stringify(settings)],
    {
      execArgv: ["--import", "tsx", "--conditions", "upload-post-source"],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    },
  );
  const ended = once(child, "exit");
  await Promise.race([
    once(child, "message"),
    ended.then(() => Promise.reject(new Error("A sender ended before it worked."))),
  ]);
  return {
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
