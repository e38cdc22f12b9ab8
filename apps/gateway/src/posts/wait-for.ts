import { setTimeout as wait } from "node:timers/promises";

/** Waits for `ms`, or until `signal` aborts; never rejects. */
export async function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
