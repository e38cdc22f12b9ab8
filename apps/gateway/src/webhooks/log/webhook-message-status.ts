/** Where a message stands: to be told, told, or given up. */
export const webhookMessageStatuses = ["pending", "delivered", "failed"] as const;

/** One of {@link webhookMessageStatuses}. */
export type WebhookMessageStatus = (typeof webhookMessageStatuses)[number];
