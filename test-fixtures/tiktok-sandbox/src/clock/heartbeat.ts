import type { Agenda } from "./agenda";
import type { SandboxClock } from "./sandbox-clock";

/** Wakes the agenda in real time, so that webhooks leave and downloads expire without a request. */
export interface Heartbeat {
  /** Looks at the next due time again. */
  rearm(): void;
  stop(): void;
}

// Node refuses timeouts beyond 2^31 - 1 ms.
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** Makes a heartbeat; on a manual clock it never beats. */
export function createHeartbeat(clock: SandboxClock, agenda: () => Agenda): Heartbeat {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  function rearm(): void {
    clearTimeout(timer);
    const dueAt = agenda().nextDueAt();
    if (stopped || clock.mode === "manual" || dueAt === null) {
      return;
    }
    const delayMs = Math.min(Math.max(dueAt - clock.now(), 0), LONGEST_TIMEOUT_MS);
    timer = setTimeout(() => {
      agenda().runDue();
      rearm();
    }, delayMs);
    timer.unref();
  }

  return {
    rearm,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
