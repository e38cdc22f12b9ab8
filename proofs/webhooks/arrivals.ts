import { Webhook } from "standardwebhooks";
import type { ReceivedMessage } from "../../apps/gateway/test/webhook-receiver";

/** How what arrived at an endpoint compares with what happened. */
export type Arrivals = {
  /** Messages, however often each came. */
  readonly told: number;
  readonly repeated: number;
  readonly lost: number;
  /** Deliveries of which something came before what happened earlier. */
  readonly outOfOrder: number;
  readonly badSignatures: number;
  /** Messages that came again with another content. */
  readonly changed: number;
};

/**
 * Compares, for one endpoint: each delivery's events are numbered from 1 by the length of its timeline.
 *
 * @param happened How many events each delivery had, by its id.
 */
export function compareArrivals(
  received: readonly ReceivedMessage[],
  happened: ReadonlyMap<string, number>,
  secret: string,
): Arrivals {
  const webhook = new Webhook(secret);
  const first = new Map<string, ReceivedMessage>();
  let badSignatures = 0;
  let changed = 0;
  for (const message of received) {
    const id = message.headers["webhook-id"] ?? "";
    const at = new Date(Number(message.headers["webhook-timestamp"]) * 1000);
    const signature = webhook.sign(id, at, message.body);
    if (message.headers["webhook-signature"] !== signature) badSignatures += 1;
    const before = first.get(id);
    if (before === undefined) first.set(id, message);
    else if (before.body !== message.body) changed += 1;
  }
  const numbers = new Map<string, number[]>();
  for (const { data } of first.values()) {
    const number = (data.timeline as readonly unknown[]).length;
    numbers.set(String(data.id), [...(numbers.get(String(data.id)) ?? []), number]);
  }
  let lost = 0;
  let outOfOrder = 0;
  for (const [delivery, count] of happened) {
    const own = numbers.get(delivery) ?? [];
    lost += count - new Set(own).size;
    if (own.some((number, index) => index > 0 && number <= (own[index - 1] ?? 0))) outOfOrder += 1;
  }
  const told = first.size;
  return { told, repeated: received.length - told, lost, outOfOrder, badSignatures, changed };
}
