/** Every state a delivery can be in (http-api.md, Posts). */
export const deliveryStatuses = [
  "awaiting_review",
  "scheduled",
  "queued",
  "uploading",
  "processing",
  "waiting",
  "published",
  "in_inbox",
  "failed",
  "canceled",
  "unconfirmed",
] as const;

/** One of {@link deliveryStatuses}. */
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** Deliveries the engine works on. */
export const activeStatuses = ["queued", "uploading", "processing", "waiting"] as const;

/** Deliveries that wait for a moment or a person before the engine may begin. */
export const pendingStatuses = ["awaiting_review", "scheduled"] as const;

const finalStatuses: ReadonlySet<DeliveryStatus> = new Set([
  "published",
  "failed",
  "canceled",
  "unconfirmed",
]);

/** True when nothing will change any more, apart from what is learned about a published post. */
export function isFinal(status: DeliveryStatus): boolean {
  return finalStatuses.has(status);
}
