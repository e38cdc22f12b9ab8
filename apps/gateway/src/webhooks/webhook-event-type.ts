/** What endpoints are told about. */
export const webhookEventTypes = [
  "connection.active",
  "connection.reauthorization_required",
  "connection.disconnected",
  "connection.expiring",
  "delivery.updated",
] as const;

/** One of {@link webhookEventTypes}. */
export type WebhookEventType = (typeof webhookEventTypes)[number];
