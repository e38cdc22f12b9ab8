import type { WebhookDependencies } from "../webhook-dependencies";
import { claimMessages, type DueMessage, findDueMessages, type MessageRow } from "./claim-messages";
import { sendMessage } from "./send-message";
import { createSendingRoom } from "./sending-room";

/** Sends what is due, from this process. */
export type WebhookSender = {
  /** Begins to send what is due and there is room for; goes on by itself while more is due. */
  readonly wake: () => Promise<void>;
  /** Waits until nothing is under way. */
  readonly settle: () => Promise<void>;
  /** Begins nothing new; what is broken off is left for the next start. */
  readonly stop: (reason: Error) => void;
};

/** Makes the sender of one process. Several share the work through the claims on the rows. */
export function createWebhookSender(dependencies: WebhookDependencies): WebhookSender {
  const { database, logger, now } = dependencies;
  const stopping = new AbortController();
  const room = createSendingRoom();
  const underWay = new Set<Promise<void>>();
  let isAskedAgain = false;
  let rounds: Promise<void> | null = null;

  const runRounds = async (): Promise<void> => {
    do {
      isAskedAgain = false;
      const found = await findDueMessages(database, now(), room.perEndpoint);
      const chosen = found.filter((due) => room.enter(due));
      await beginAll(chosen);
    } while (isAskedAgain && !stopping.signal.aborted);
  };

  const beginAll = async (chosen: readonly DueMessage[]): Promise<void> => {
    const ids = chosen.map(({ id }) => id);
    const claimed = new Map<string, MessageRow>();
    try {
      for (const row of await claimMessages(database, ids, now())) claimed.set(row.id, row);
    } finally {
      for (const due of chosen) {
        const message = claimed.get(due.id);
        if (message === undefined) room.leave(due);
        else begin(due, message);
      }
    }
  };

  const begin = (due: DueMessage, message: MessageRow): void => {
    const done = sendMessage(dependencies, message, stopping.signal)
      .catch((error: unknown) => {
        // Ours, not the endpoint's: the lease runs out, and the message is due again.
        logger.error({ error, step: "webhook" }, "a webhook message could not be sent");
      })
      .then(() => {
        room.leave(due);
        underWay.delete(done);
        return wakeAgain();
      });
    underWay.add(done);
  };

  const wake = (): Promise<void> => {
    if (stopping.signal.aborted) return Promise.resolve();
    isAskedAgain = true;
    rounds ??= runRounds().finally(() => {
      rounds = null;
    });
    return rounds;
  };

  const wakeAgain = async (): Promise<void> => {
    try {
      await wake();
    } catch (error) {
      logger.warn({ error, step: "webhook" }, "looking for due webhook messages failed");
    }
  };

  return {
    wake,
    async settle() {
      while (rounds !== null || underWay.size > 0) {
        await Promise.all([rounds, ...underWay]);
      }
    },
    stop: (reason) => stopping.abort(reason),
  };
}
