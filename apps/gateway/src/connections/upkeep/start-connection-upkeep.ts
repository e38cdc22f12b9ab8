import type { ConnectionDependencies } from "../connection-dependencies";
import { refreshDueConnections } from "./refresh-due-connections";
import { reviveConnections } from "./revive-connections";
import { warnOfEndingGrants } from "./warn-of-ending-grants";

const EVERY_MS = 15_000;

/** Keeps connections alive in the background, together with whatever other replicas there are. */
export function startConnectionUpkeep(dependencies: ConnectionDependencies): {
  /** Begins nothing new, and waits for what is under way. */
  stop(): Promise<void>;
} {
  const { logger } = dependencies;
  const stopping = new AbortController();
  const { signal } = stopping;
  const tasks = [
    () => reviveConnections(dependencies, signal),
    () => refreshDueConnections(dependencies, { signal, random: Math.random }),
    () => warnOfEndingGrants(dependencies),
  ];
  let running: Promise<void> | null = null;
  const round = async () => {
    for (const task of tasks) {
      try {
        if (!signal.aborted) await task();
      } catch (error) {
        logger.warn({ error }, "the upkeep of connections failed; it is tried again");
      }
    }
    running = null;
  };
  const begin = () => {
    running ??= round();
  };
  const timer = setInterval(begin, EVERY_MS);
  timer.unref();
  begin();
  return {
    stop: async () => {
      clearInterval(timer);
      stopping.abort(new Error("The gateway is stopping."));
      await running;
    },
  };
}
