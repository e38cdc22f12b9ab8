import { type WireValue, writeWireJson } from "../server/wire-json";
import type { World } from "../world/world";
import { scheduleDelivery } from "./schedule-delivery";

/** The events of Content Posting and Login Kit (WE, ST); the misspelling is TikTok's. */
export type WebhookEvent =
  | "authorization.removed"
  | "post.publish.failed"
  | "post.publish.complete"
  | "post.publish.inbox_delivered"
  | "post.publish.publicly_available"
  | "post.publish.publicaly_available"
  | "post.publish.no_longer_publicaly_available";

/**
 * Tells an app about an event. The content travels as JSON inside a JSON string (WO).
 * Without a callback URL the event is only recorded.
 */
export function emitWebhook(
  world: World,
  event: {
    clientKey: string;
    event: WebhookEvent;
    openId: string;
    content: { readonly [key: string]: WireValue | undefined };
    at: number;
  },
): void {
  const body = writeWireJson({
    client_key: event.clientKey,
    event: event.event,
    create_time: Math.floor(event.at / 1000),
    user_openid: event.openId,
    content: writeWireJson(event.content),
  });
  const effect = world.faults.takeForWebhook();
  const configured = (world.apps.get(event.clientKey)?.webhookUrl ?? null) !== null;
  const copies = effect?.kind === "webhook-copies" ? effect.copies : world.switches.webhookCopies;
  const lateMs = effect?.kind === "webhook-late" ? effect.ms : 0;
  const sent = configured && effect?.kind !== "webhook-lost";
  for (let copy = 0; copy < (sent ? copies : 1); copy += 1) {
    const webhook = world.webhooks.add({
      clientKey: event.clientKey,
      event: event.event,
      body,
      createdAt: event.at,
      attempts: [],
      state: sent ? "pending" : "unsent",
    });
    if (sent) {
      scheduleDelivery(world, webhook, {
        at: event.at + world.switches.webhookDelayMs + lateMs,
        badSignature: effect?.kind === "webhook-bad-signature",
      });
    }
  }
}
