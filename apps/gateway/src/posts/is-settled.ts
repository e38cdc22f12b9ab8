import type { DeliveryStatus } from "../deliveries/delivery-status";
import { postStatus } from "./post-status";

const settled: ReadonlySet<string> = new Set([
  "completed",
  "partially_completed",
  "failed",
  "canceled",
]);

/** Whether a post with deliveries in these states will not change by itself. */
export function isSettled(statuses: readonly DeliveryStatus[]): boolean {
  return settled.has(postStatus(statuses));
}
