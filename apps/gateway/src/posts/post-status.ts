import { type DeliveryStatus, isFinal } from "../deliveries/delivery-status";
import type { PostBody } from "./post-body";

/** Nothing has been sent to the platform yet. */
export const notBegun: ReadonlySet<DeliveryStatus> = new Set([
  "awaiting_review",
  "scheduled",
  "queued",
]);
/** It is with the platform, or with the owner there. */
export const delivered: ReadonlySet<DeliveryStatus> = new Set(["published", "in_inbox"]);

/** What the states of a post's deliveries amount to. */
export function postStatus(statuses: readonly DeliveryStatus[]): PostBody["status"] {
  if (statuses.every((status) => notBegun.has(status))) return "pending";
  if (!statuses.every((status) => isFinal(status) || status === "in_inbox")) return "in_progress";
  if (statuses.every((status) => delivered.has(status))) return "completed";
  // An unconfirmed delivery may be out: calling the whole post failed would invite a second one.
  if (statuses.some((status) => delivered.has(status) || status === "unconfirmed")) {
    return "partially_completed";
  }
  return statuses.every((status) => status === "canceled") ? "canceled" : "failed";
}
