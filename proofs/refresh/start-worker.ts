import { fork } from "node:child_process";
import { join } from "node:path";
import type { UseResult, WorkerAnswer, WorkerSettings, WorkerTask } from "./worker-messages";

/** A replica in a process of its own. */
export type Worker = {
  /** Lets owners connect; answers the connection's id. */
  connect(): Promise<string>;
  use(connection: string, callers?: number, afterMs?: number): Promise<UseResult>;
  state(connection: string): Promise<string>;
  /** For the tasks that answer nothing. */
  tell(task: WorkerTask): Promise<void>;
  /** Resolves when the process has been killed. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
};

/** Starts a worker and waits until it can be asked. */
export async function startWorker(settings: WorkerSettings): Promise<Worker> {
  const child = fork(
    join(import.meta.dirname, "refresh-worker.process.ts"),
    [JSON.stringify(settings)],
    {
      execArgv: ["--import", "tsx", "--conditions", "upload-post-source"],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    },
  );
  const asked = new Map<number, (message: WorkerMessage) => void>();
  let serial = 0;
  const ready = new Promise<WorkerMessage>((resolve) => asked.set(0, resolve));
  child.on("message", (message: WorkerMessage) => {
    asked.get(message.id)?.(message);
    asked.delete(message.id);
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const died = ended.then(() => {
    throw new Error("The worker ended before it answered.");
  });
  // Nobody may be waiting for it then.
  died.catch(() => undefined);
  await Promise.race([ready, died]);

  const ask = async (task: WorkerTask): Promise<WorkerAnswer> => {
    serial += 1;
    const id = serial;
    const answered = new Promise<WorkerMessage>((resolve) => asked.set(id, resolve));
    child.send({ id, task });
    const { answer, error } = await Promise.race([answered, died]);
    if (answer === undefined) throw new Error(`A worker failed: ${error}`);
    return answer;
  };
  return {
    connect: async () => (await ask({ kind: "connect" })).text ?? "",
    state: async (connection) => (await ask({ kind: "state", connection })).text ?? "",
    async use(connection, callers = 1, afterMs = 0) {
      const { use } = await ask({ kind: "use", connection, callers, afterMs });
      if (use === undefined) throw new Error("A worker answered something else.");
      return use;
    },
    tell: async (task) => {
      await ask(task);
    },
    ended,
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

type WorkerMessage = {
  readonly id: number;
  readonly answer?: WorkerAnswer;
  readonly error?: string;
};
