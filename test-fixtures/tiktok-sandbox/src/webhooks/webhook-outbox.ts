/** One attempt to deliver a webhook. */
export interface WebhookAttempt {
  /** Epoch ms of the sandbox's clock. */
  readonly at: number;
  /** HTTP status, or null when no answer came. */
  readonly status: number | null;
}

/** A webhook and how its delivery goes. */
export interface OutgoingWebhook {
  readonly id: string;
  readonly clientKey: string;
  readonly event: string;
  /** The JSON that is signed and sent, byte for byte. */
  readonly body: string;
  /** Epoch ms of the event. */
  readonly createdAt: number;
  readonly attempts: WebhookAttempt[];
  /** `unsent`: the app has no callback URL, or a fault lost it. `dropped`: 72 h of failures. */
  state: "pending" | "delivered" | "dropped" | "unsent";
}

/** Every webhook since the start or the last reset, oldest first. */
export interface WebhookOutbox {
  add(webhook: Omit<OutgoingWebhook, "id">): OutgoingWebhook;
  list(): OutgoingWebhook[];
}

/** Makes an empty outbox. */
export function createWebhookOutbox(): WebhookOutbox {
  const webhooks: OutgoingWebhook[] = [];
  return {
    add(input) {
      const webhook = { id: `webhook_${webhooks.length + 1}`, ...input };
      webhooks.push(webhook);
      return webhook;
    },
    list: () => [...webhooks],
  };
}
