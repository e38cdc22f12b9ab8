import type { WebhookDependencies } from "../webhook-dependencies";
import { createWebhookSender } from "./create-webhook-sender";
import { sweepMessages } from "./sweep-messages";

const LOOK_EVERY_MS = 500;
const SWEEP_EVERY_MS = 60_000;
/** What is under way at the end is given this long, then left for the next start. */
const STOP_MS = 5_000;

/** What works in the background. */
export type WebhookJobs = {
  /** Begins nothing new, and waits for what is under way. */
  readonly stop: () => Promise<void>;
};

/** Sends what is due from this process, and repairs what was left over. */
export function startWebhookJobs(dependencies: WebhookDependencies): WebhookJobs {
  const { every, logger } = dependencies;
  const sender = createWebhookSender(dependencies);
  const look = async () => {
    try {
      await sender.wake();
    } catch (error) {
      logger.warn({ error, step: "webhook" }, "looking for due webhook messages failed");
    }
  };
  const sweep = async () => {
    try {
      const count = await sweepMessages(dependencies);
      if (count > 0) logger.warn({ count, step: "webhook" }, "forgotten webhook messages woken");
    } catch (error) {
      logger.warn({ error, step: "webhook" }, "sweeping webhook messages failed");
    }
  };
  const stops = [
    every(LOOK_EVERY_MS, () => void look()),
    every(SWEEP_EVERY_MS, () => void sweep()),
  ];
  return {
    async stop() {
      for (const stop of stops) stop();
      const cut = setTimeout(() => sender.stop(new Error("The gateway is stopping.")), STOP_MS);
      await sender.settle();
      clearTimeout(cut);
    },
  };
}
