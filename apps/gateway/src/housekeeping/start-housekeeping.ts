import type { Logger } from "../operations/logger";
import type { HousekeepingTask } from "./housekeeping-task";

/** What housekeeping needs. */
export type HousekeepingOptions = {
  readonly tasks: readonly HousekeepingTask[];
  readonly everyMs: number;
  readonly now: () => Date;
  readonly logger: Logger;
};

/**
 * Runs every task now and then again and again, one after the other. A task that fails is logged and
 * tried again the next time; the others run all the same.
 *
 * @returns a function that stops it and waits for the task that runs.
 */
export function startHousekeeping(options: HousekeepingOptions): () => Promise<void> {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  const round = async (): Promise<void> => {
    for (const task of options.tasks) {
      if (!isStopped) await runTask(task, options);
    }
    if (!isStopped) timer = setTimeout(start, options.everyMs);
  };
  let current: Promise<void>;
  const start = (): void => {
    current = round();
  };
  current = round();
  return async () => {
    isStopped = true;
    clearTimeout(timer);
    await current;
  };
}

async function runTask(task: HousekeepingTask, options: HousekeepingOptions): Promise<void> {
  try {
    const count = await task.run(options.now());
    if (count > 0) options.logger.debug({ step: task.name, count }, "cleared away what expired");
  } catch (error) {
    options.logger.error({ step: task.name, error }, "housekeeping failed; it is tried again");
  }
}
