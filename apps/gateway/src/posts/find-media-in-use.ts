import type { DatabaseTransaction, GatewayDatabase } from "../database/gateway-database";
import { type DeliveryStatus, deliveryStatuses, isFinal } from "../deliveries/delivery-status";

/** The bytes are at the platform already; what is still awaited is the owner's own decision there. */
const needsNoMedia: ReadonlySet<DeliveryStatus> = new Set(["in_inbox"]);
const unfinished = deliveryStatuses.filter(
  (status) => !isFinal(status) && !needsNoMedia.has(status),
);

/** The ids of all media that an unfinished delivery needs, of every tenant. They must not be removed. */
export async function findMediaInUse(
  executor: GatewayDatabase["kysely"] | DatabaseTransaction,
): Promise<readonly string[]> {
  const rows = await executor
    .selectFrom("deliveries")
    .innerJoin("posts", "posts.id", "deliveries.post_id")
    .select("posts.media_ids")
    .distinct()
    .where("deliveries.status", "in", unfinished)
    .execute();
  return [...new Set(rows.flatMap(({ media_ids }) => media_ids))];
}
